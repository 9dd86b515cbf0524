package dev.ingot.agent.config;

import dev.ingot.agent.runtime.RuntimeSettings;

/**
 * One way to run containers, as configured.
 *
 * @param settings       what only its manager knows, and which manager that is
 * @param runAsRoot      whether tasks may run student code as root
 * @param gpu            whether containers see a GPU
 * @param frameByteOrder of grading images of version 3
 * @param warmPool       how many grading containers are kept warm
 */
public record RuntimeConfig(RuntimeSettings settings, boolean runAsRoot, boolean gpu, FrameByteOrder frameByteOrder,
                            WarmPoolConfig warmPool) { }
