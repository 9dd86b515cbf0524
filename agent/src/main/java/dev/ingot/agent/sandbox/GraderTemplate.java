package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.student.StudentFolders;
import dev.ingot.agent.task.JobDir;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a grading container is made of, apart from what is each job's own: its directory and its limits. Two jobs with equal
 * templates can use the same kind of container.
 */
public record GraderTemplate(ContainerRuntime runtime, String imageId, Network network, Map<String, String> variables) {

    /** Where graders wait for their students. No socket crosses to another kernel, and on some shares none can even be made. */
    private static final String SOCKETS = "/sockets";

    public GraderTemplate {
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    }

    /** Whether such a container can be made before its job is known: it holds no port, and hears nobody. */
    boolean canPrewarm() {
        return network instanceof Network.None;
    }

    /** Whether sockets in mounts lead from one container to another. */
    boolean sharesKernel() {
        return runtime.capabilities().contains(Capability.SHARED_KERNEL);
    }

    /** Whether students can be parked beside such a container. */
    boolean canPrewarmStudents() {
        return sharesKernel() && runtime.capabilities().contains(Capability.HOST_SOCKETS);
    }

    /** What jobs are counted by whose directories cannot be removed: the task, whose doing it may be, and the image. */
    String jobKind(Optional<Path> task) {
        return task.map(folder -> "task " + folder + ", ").orElse("") + "image " + imageId;
    }

    /** A container over that directory. */
    ContainerSpec spec(JobDir dir, Limits limits, Map<String, String> labels) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put(Labels.ROLE, "grader");
        return new ContainerSpec(imageId, List.of(), variables, mounts(dir, sharesKernel()),
            sharesKernel() ? List.of() : List.of(SOCKETS), network, limits, true, all);
    }

    private static List<Mount> mounts(JobDir dir, boolean withSockets) {
        List<Mount> mounts = new ArrayList<>(taskMounts(dir));
        mounts.add(Mount.readOnly(dir.common(), "/course/common"));
        mounts.add(Mount.readOnly(dir.common().resolve("student"), "/course/common/student"));
        if (withSockets) {
            mounts.add(Mount.writable(dir.sockets(), SOCKETS));
        }
        return mounts;
    }

    /** All of the task that a grader sees, as it sees it. */
    static List<Mount> taskMounts(JobDir dir) {
        Mount task = Mount.writable(dir.task(), "/task").withOwnerMapping(StudentFolders.ownerMapping(dir));
        return dir.hasSeparateFolders() ? List.of(task, Mount.writable(dir.separateStudentFolder(), "/task/student"),
            Mount.writable(dir.separateSystemFilesFolder(), "/task/systemfiles")) : List.of(task);
    }
}
