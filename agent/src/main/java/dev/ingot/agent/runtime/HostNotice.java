package dev.ingot.agent.runtime;

/**
 * Something that the host does not allow a runtime, found while it is opened.
 *
 * @param isFailure   true when the configuration requires it, so that the agent cannot start; false when the runtime does without
 * @param description what is not possible, with the cause
 * @param remedy      what to do about it
 */
public record HostNotice(boolean isFailure, String description, String remedy) { }
