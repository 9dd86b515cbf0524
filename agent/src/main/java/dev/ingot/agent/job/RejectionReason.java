package dev.ingot.agent.job;

import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.UnreadableJob;
import java.util.Locale;

/**
 * The reason why a job got no container. Students see the texts, which are those of INGInious word for word; backends with
 * tasksets (INGInious 0.9) get the wording of that version.
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

    /** Returns the value of the label {@code reason} and of the job log. */
    String metricLabel() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the host or the manager is at fault, and not the task. A rejected plan is never the system's fault. */
    boolean isSystemFault() {
        return switch (this) {
            case NO_DIRECTORY, NOT_CREATED, NOT_STARTED, UNKNOWN -> true;
            default -> false;
        };
    }

    /** Returns the text for a job. */
    String text(NewJob job, Object... values) {
        return adaptText(job.taskset()).formatted(values);
    }

    /** Returns the text for a job with an unreadable field: the text of the Python agent when it fails at that field. */
    static String textOf(UnreadableJob job) {
        RejectionReason reason = switch (job.field()) {
            case "environment_type", "environment" -> NO_ENVIRONMENT;
            case "environment_parameters" -> BAD_PARAMETERS;
            default -> UNKNOWN;
        };
        return reason.adaptText(job.isTaskset());
    }

    private String adaptText(boolean taskset) {
        return taskset ? text.replace("your course administrator", "the taskset administrator") : text;
    }
}
