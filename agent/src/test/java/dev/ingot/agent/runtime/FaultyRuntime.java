package dev.ingot.agent.runtime;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Forwards to another runtime and injects faults at the n-th call of an operation. Calls are counted from 1, over all containers.
 * <pre>{@code
 * var runtime = new FaultyRuntime(new ProcessRuntime("process", tempDir).with(image, "sh"))
 *     .at(Operation.START, 1, new Fail(Kind.INTERNAL))
 *     .at(Operation.READ, 3, new Die());
 * }</pre>
 */
public final class FaultyRuntime implements ContainerRuntime {

    /** Lists the operations that can fail. */
    public enum Operation {
        /** {@link ContainerRuntime#create}. */
        CREATE,
        /** {@link Container#start}. */
        START,
        /** A write to stdin. */
        WRITE,
        /** A read of stdout. */
        READ,
        /** {@link Container#await}. */
        AWAIT,
        /** {@link Container#updateLimits}. */
        LIMIT,
        /** {@link Container#usage}; it never throws, so a failure repeats the previous reading. */
        USAGE,
        /** {@link Container#kill}. */
        KILL,
        /** {@link Container#close}; it never throws, so a failure leaves the container as an orphan. */
        CLOSE
    }

    /** Says how an operation fails. */
    public sealed interface Fault { }

    /** The call is not carried out: it throws a {@link RuntimeFault}, or an IOException where the operation is a stream's. */
    public record Fail(RuntimeFault.Kind kind) implements Fault { }

    /** The call is carried out, but its answer is lost: it throws as if it had failed. */
    public record LoseAnswer(RuntimeFault.Kind kind) implements Fault { }

    /** The call takes longer by this time. */
    public record Delay(Duration time) implements Fault { }

    /** The container is killed right before the call, or after it when the call creates or starts the container. */
    public record Die() implements Fault { }

    private final ContainerRuntime real;
    private final Map<Operation, Map<Integer, Fault>> faults = new EnumMap<>(Operation.class);
    private final Map<Operation, AtomicInteger> calls = new EnumMap<>(Operation.class);

    public FaultyRuntime(ContainerRuntime real) {
        this.real = real;
        for (Operation operation : Operation.values()) {
            faults.put(operation, new ConcurrentHashMap<>());
            calls.put(operation, new AtomicInteger());
        }
    }

    /** Plans a fault for the n-th call of an operation. */
    public FaultyRuntime at(Operation operation, int call, Fault fault) {
        faults.get(operation).put(call, fault);
        return this;
    }

    /** Returns how often an operation was called. */
    public int calls(Operation operation) {
        return calls.get(operation).get();
    }

    /** Counts a call; null when nothing is planned for it. */
    Fault next(Operation operation) {
        return faults.get(operation).get(calls.get(operation).incrementAndGet());
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return real.capabilities();
    }

    @Override
    public Health probe() {
        return real.probe();
    }

    @Override
    public List<ImageInfo> images() {
        return real.images();
    }

    @Override
    public Container create(ContainerSpec spec) {
        Fault fault = next(Operation.CREATE);
        if (fault instanceof Fail(RuntimeFault.Kind kind)) {
            throw FaultyContainer.plannedFault(Operation.CREATE, kind);
        }
        FaultyContainer.delay(fault);
        Container container = real.create(spec);
        if (fault instanceof LoseAnswer(RuntimeFault.Kind kind)) {
            throw FaultyContainer.plannedFault(Operation.CREATE, kind);
        }
        if (fault instanceof Die) {
            container.kill();
        }
        return new FaultyContainer(this, container);
    }

    /** Returns the orphans of the real runtime, without faults. */
    @Override
    public List<Container> findOrphans(String agentId) {
        return real.findOrphans(agentId);
    }

    @Override
    public void close() {
        real.close();
    }
}
