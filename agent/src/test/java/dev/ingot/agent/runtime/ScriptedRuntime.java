package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A runtime whose images are Java programs: what a container says, and when, is exact. */
public final class ScriptedRuntime implements ContainerRuntime {
    private final Set<Capability> capabilities;
    private final Map<String, ImageInfo> images = new LinkedHashMap<>();
    private final Map<String, Program> graders = new ConcurrentHashMap<>();
    private final Map<String, Program> students = new ConcurrentHashMap<>();
    private final Queue<ScriptedContainer> made = new ConcurrentLinkedQueue<>();
    private final Set<ScriptedContainer> present = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private Runnable probing = () -> { };
    private Runnable listing = () -> { };
    private Runnable creating = () -> { };
    private Runnable starting = () -> { };

    /** With everything a runtime can do. */
    public ScriptedRuntime() {
        this(EnumSet.allOf(Capability.class));
    }

    public ScriptedRuntime(Set<Capability> capabilities) {
        this.capabilities = Set.copyOf(capabilities);
    }

    /** Lists an image; a container made of it runs {@code grader}, or {@code student} where it is given a command. */
    public ScriptedRuntime with(ImageInfo image, Program grader, Program student) {
        images.put(image.id(), image);
        graders.put(image.id(), grader);
        students.put(image.id(), student);
        return this;
    }

    /** Lists an image that no container is made of. */
    public ScriptedRuntime with(ImageInfo image) {
        return with(image, _ -> 0, _ -> 0);
    }

    /** Lists an image no longer. */
    public void without(String image) {
        images.remove(image);
    }

    /** Does this before it tells its health. */
    public ScriptedRuntime whileProbing(Runnable act) {
        probing = act;
        return this;
    }

    /** Does this before the images are listed. */
    public ScriptedRuntime whileListing(Runnable act) {
        listing = act;
        return this;
    }

    /** Does this at the beginning of every create. */
    public ScriptedRuntime whileCreating(Runnable act) {
        creating = act;
        return this;
    }

    /** Does this at the beginning of every start. */
    public ScriptedRuntime whileStarting(Runnable act) {
        starting = act;
        return this;
    }

    /** Every container ever made, in order. */
    public List<ScriptedContainer> made() {
        return List.copyOf(made);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Health probe() {
        probing.run();
        return new Health.Ready("1");
    }

    @Override
    public List<ImageInfo> images() {
        listing.run();
        return List.copyOf(images.values());
    }

    @Override
    public Container create(ContainerSpec spec) {
        Program program = (spec.command().isEmpty() ? graders : students).get(spec.imageId());
        if (program == null) {
            throw new RuntimeFault(Kind.NOT_FOUND, "no image " + spec.imageId(), null);
        }
        creating.run();
        String id = "scripted-" + number.incrementAndGet();
        ScriptedContainer container = new ScriptedContainer(id, spec, program, starting, present);
        made.add(container);
        present.add(container);
        return container;
    }

    /** The containers that nobody has closed yet. */
    @Override
    public List<Container> leftovers(String agentId) {
        return present.stream().filter(container -> agentId.equals(container.spec().labels().get(Labels.AGENT)))
            .map(Container.class::cast).toList();
    }

    @Override
    public void close() { }
}
