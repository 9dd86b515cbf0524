package dev.ingot.agent.student;

import dev.ingot.agent.runtime.Container;

/**
 * A student container, not started as far as its grader can tell, and the way they will talk. Whoever has it closes it.
 *
 * @param warm whether it was made before it was asked for
 */
record StudentContainer(StudentTransport transport, Container container, boolean warm) implements AutoCloseable {
    @Override
    public void close() {
        container.close();
        transport.close();
    }
}
