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

/** A runtime whose images are Java programs, so that a test controls exactly what a container sends and when. */
public final class ScriptedRuntime implements ContainerRuntime {
    private final Set<Capability> capabilities;
    private final Map<String, ImageInfo> images = new LinkedHashMap<>();
    private final Map<String, ScriptedProgram> graders = new ConcurrentHashMap<>();
    private final Map<String, ScriptedProgram> students = new ConcurrentHashMap<>();
    private final Queue<ScriptedContainer> created = new ConcurrentLinkedQueue<>();
    private final Set<ScriptedContainer> openContainers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private Runnable onProbe = () -> { };
    private Runnable onList = () -> { };
    private Runnable onCreate = () -> { };
    private Runnable onStart = () -> { };

    /** Creates a runtime with all capabilities. */
    public ScriptedRuntime() {
        this(EnumSet.allOf(Capability.class));
    }

    public ScriptedRuntime(Set<Capability> capabilities) {
        this.capabilities = Set.copyOf(capabilities);
    }

    /** Adds an image. Its containers run {@code grader}, or {@code student} when the specification has a command. */
    public ScriptedRuntime with(ImageInfo image, ScriptedProgram grader, ScriptedProgram student) {
        images.put(image.id(), image);
        graders.put(image.id(), grader);
        students.put(image.id(), student);
        return this;
    }

    /** Adds an image without programs: it is only listed. */
    public ScriptedRuntime with(ImageInfo image) {
        return with(image, _ -> 0, _ -> 0);
    }

    /** Removes an image from the list. */
    public void removeImage(String image) {
        images.remove(image);
    }

    /** Runs this action at the beginning of every probe. */
    public ScriptedRuntime onProbe(Runnable act) {
        onProbe = act;
        return this;
    }

    /** Runs this action before the images are listed. */
    public ScriptedRuntime onList(Runnable act) {
        onList = act;
        return this;
    }

    /** Runs this action at the beginning of every create. */
    public ScriptedRuntime onCreate(Runnable act) {
        onCreate = act;
        return this;
    }

    /** Runs this action at the beginning of every start. */
    public ScriptedRuntime onStart(Runnable act) {
        onStart = act;
        return this;
    }

    /** Returns all containers created so far, in order. */
    public List<ScriptedContainer> created() {
        return List.copyOf(created);
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
        onProbe.run();
        return new Health.Ready("1");
    }

    @Override
    public List<ImageInfo> images() {
        onList.run();
        return List.copyOf(images.values());
    }

    @Override
    public Container create(ContainerSpec spec) {
        ScriptedProgram program = (spec.command().isEmpty() ? graders : students).get(spec.imageId());
        if (program == null) {
            throw new RuntimeFault(Kind.NOT_FOUND, "no image " + spec.imageId(), null);
        }
        onCreate.run();
        String id = "scripted-" + number.incrementAndGet();
        ScriptedContainer container = new ScriptedContainer(id, spec, program, onStart, openContainers);
        created.add(container);
        openContainers.add(container);
        return container;
    }

    /** Returns the containers that are not closed yet. */
    @Override
    public List<Container> findOrphans(String agentId) {
        return openContainers.stream().filter(container -> agentId.equals(container.spec().labels().get(Labels.AGENT)))
            .map(Container.class::cast).toList();
    }

    @Override
    public void close() { }
}
