package dev.ingot.agent.student;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.grading.StudentOrder;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a student container and its grader reach each other. */
sealed interface StudentTransport extends AutoCloseable permits SocketTransport, RelayTransport, WarmTransport {

    /** The program in the student container; by its words it knows the way. */
    String PROGRAM = "_run_student_intern";

    /** The student container's command. */
    List<String> command();

    /** Whether the agent takes part, by the student container's streams. */
    boolean isAttached();

    /**
     * What the student container sees of its job's directory.
     *
     * @throws IOException when something there is not what it should be; the text says what
     */
    List<Mount> mounts() throws IOException;

    /**
     * What the student container shall be.
     *
     * @throws IOException as {@link #mounts}
     */
    default ContainerSpec spec(String imageId, Network network, Limits limits, Map<String, String> jobLabels) throws IOException {
        Map<String, String> labels = new HashMap<>(jobLabels);
        labels.put(Labels.ROLE, "student");
        return new ContainerSpec(imageId, command(), Map.of(), mounts(), network, limits, isAttached(), labels);
    }

    /** The student container runs. */
    void connect(Stdio stdio);

    /** What the grader says to the student; waits while the student has much of it before it. */
    void forward(StudentOrder order) throws InterruptedException;

    /**
     * Waits until the grader has received all output of the student, whose container has exited. Then the grader can get the
     * return value.
     *
     * @param limitExceeded whether the student was killed because it exceeded a limit
     */
    void drain(boolean limitExceeded) throws InterruptedException;

    /** The grader has been told the return value: if it still waits for the student's program, it learns that none comes. */
    void releaseGrader();

    /** Ends every wait; what is not passed on by now never will be. */
    @Override
    void close();
}
