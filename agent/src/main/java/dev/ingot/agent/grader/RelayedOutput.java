package dev.ingot.agent.grader;

import dev.ingot.grading.StudentMessage.Output;
import java.io.IOException;

/** Takes what a student prints to its grader. */
sealed interface RelayedOutput extends AutoCloseable permits DirectOutput, PacedOutput {

    /** Notes that the grader was told that the student runs. Called once, before anything else. */
    void start();

    /** Notes that the grader has sent the student its command. */
    void begin();

    /**
     * Passes a piece of output on, now or later; waits while there is no room for it.
     *
     * @throws IOException when the grader takes no more
     */
    void pass(Output output) throws IOException, InterruptedException;

    /** Waits until the grader has got everything and can be told the return value. Nothing is passed any more. */
    void drain() throws InterruptedException;

    /** Ends every wait; what the grader has not got by now is dropped. */
    @Override
    void close();
}
