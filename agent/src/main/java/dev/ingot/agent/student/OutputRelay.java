package dev.ingot.agent.student;

import dev.ingot.grading.StudentMessage.Output;
import java.io.IOException;

/** Takes what a student prints to its grader. */
sealed interface OutputRelay extends AutoCloseable permits DirectOutputRelay, PacedOutputRelay {

    /** Notes that the grader was told that the student runs. Called once, before anything else. */
    void markStarted();

    /** Notes that the grader has sent the student its command. */
    void markCommandSent();

    /**
     * Passes a piece of output on, now or later; waits while there is no room for it.
     *
     * @throws IOException when the grader takes no more
     */
    void relay(Output output) throws IOException, InterruptedException;

    /** Waits until the grader has got everything and can be told the return value. Nothing is passed any more. */
    void drain() throws InterruptedException;

    /** Ends every wait; what the grader has not got by now is dropped. */
    @Override
    void close();
}
