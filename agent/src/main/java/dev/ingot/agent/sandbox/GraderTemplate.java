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
 * Describes a grading container except for what differs between jobs: its directory and its limits. Jobs with equal templates
 * can use each other's warm containers.
 */
public record GraderTemplate(ContainerRuntime runtime, String imageId, Network network, Map<String, String> variables) {

    /** Folder of the sockets on which graders wait for students. Sockets do not cross kernels, and some shares forbid them. */
    private static final String SOCKETS = "/sockets";

    public GraderTemplate {
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    }

    /** Returns whether such a container can start before its job is known: it has no network, hence no port. */
    boolean canPrewarm() {
        return network instanceof Network.None;
    }

    /** Returns whether a socket in a shared mount connects one container to another. */
    boolean sharesKernel() {
        return runtime.capabilities().contains(Capability.SHARED_KERNEL);
    }

    /** Returns whether warm students can be kept with such a container. */
    boolean canPrewarmStudents() {
        return sharesKernel() && runtime.capabilities().contains(Capability.HOST_SOCKETS);
    }

    /** Returns the key by which directories that cannot be removed are counted: the task, a possible cause, and the image. */
    String jobKind(Optional<Path> task) {
        return task.map(folder -> "task " + folder + ", ").orElse("") + "image " + imageId;
    }

    /** Returns the specification of a container that mounts that directory. */
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

    /** Returns the mounts through which a grader sees its task. */
    static List<Mount> taskMounts(JobDir dir) {
        Mount task = Mount.writable(dir.task(), "/task").withOwnerMapping(StudentFolders.ownerMapping(dir));
        return dir.hasSeparateFolders() ? List.of(task, Mount.writable(dir.separateStudentFolder(), "/task/student"),
            Mount.writable(dir.separateSystemFilesFolder(), "/task/systemfiles")) : List.of(task);
    }
}
