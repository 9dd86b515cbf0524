package dev.ingot.agent.job;

import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.UnreadableJob;
import java.util.Locale;

/**
 * Why a job got no container. The texts are shown to students and are INGInious' own, word for word; a backend that speaks
 * of tasksets gets the wording of its line.
 */
public enum RejectionReason {
    NO_ENVIRONMENT("This environment is not available in this agent. Please contact your course administrator."),
    NO_TASK("Task unavailable on agent. Please retry later, the agents should synchronize soon. "
        + "If the error persists, please contact your course administrator."),
    BAD_PARAMETERS("The agent is unable to parse the parameters"),
    NOT_ENOUGH_MEMORY("Not enough memory on agent (available: %dMB). Please contact your course administrator."),
    UNKNOWN_CONTAINER("Unknown container. Please contact your course administrator."),
    NO_PORTS("No ports are available right now. Please retry later."),
    NO_DIRECTORY("Cannot make container temp directory."),
    NOT_CREATED("Cannot create container."),
    NOT_STARTED("Cannot start container"),
    UNKNOWN("An unknown error occurred in the agent. Please contact your course administrator.");

    private final String text;

    RejectionReason(String text) {
        this.text = text;
    }

    /** As it is counted. */
    String metricLabel() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the host or the engine is at fault, and not the task or what it asks for; a plan's refusal never is. */
    boolean isSystemFault() {
        return switch (this) {
            case NO_DIRECTORY, NOT_CREATED, NOT_STARTED, UNKNOWN -> true;
            default -> false;
        };
    }

    /** The text for this job. */
    String text(NewJob job, Object... values) {
        return adaptText(job.taskset()).formatted(values);
    }

    /** The text for a job of which a field cannot be read: what the Python agent says when it stumbles over that field. */
    static String textOf(UnreadableJob job) {
        RejectionReason refusal = switch (job.field()) {
            case "environment_type", "environment" -> NO_ENVIRONMENT;
            case "environment_parameters" -> BAD_PARAMETERS;
            default -> UNKNOWN;
        };
        return refusal.adaptText(job.isTaskset());
    }

    private String adaptText(boolean taskset) {
        return taskset ? text.replace("your course administrator", "the taskset administrator") : text;
    }
}
