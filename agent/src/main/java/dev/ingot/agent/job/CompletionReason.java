package dev.ingot.agent.job;

import dev.ingot.agent.limits.AbortCause;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Phase;
import java.util.Map;

/** The reason why a job is complete, which determines the result that frontends get. */
sealed interface CompletionReason {

    /** Text of a job whose agent stops. INGInious' backend sends the same text when it loses an agent. */
    String AGENT_STOPPED = "Agent restarted";

    /**
     * Returns the result for the backend.
     *
     * @param previousState state of the submission before this job; kept unless the grader sent a result
     */
    JobResult result(String previousState);

    /** Returns what metrics and job log record. */
    default CompletionSummary summary(JobResult answered) {
        return CompletionSummary.aborted(answered.status());
    }

    /** The job passed a limit or was killed. */
    record Aborted(AbortCause cause) implements CompletionReason {
        @Override
        public JobResult result(String previousState) {
            return resultWithoutOutput(cause.status(), "", previousState);
        }
    }

    /** The job failed while it ran. */
    record Crashed(String text) implements CompletionReason {
        @Override
        public JobResult result(String previousState) {
            return resultWithoutOutput("crash", text, previousState);
        }
    }

    /**
     * The job got no container.
     *
     * @param failedPhase the phase in which the agent or the manager failed; null when the task is at fault
     */
    record Rejected(String text, RejectionReason reason, Phase failedPhase) implements CompletionReason {
        @Override
        public JobResult result(String previousState) {
            return JobResult.ungraded("crash", text, previousState);
        }

        @Override
        public CompletionSummary summary(JobResult answered) {
            return new CompletionSummary(answered.status(), null, reason.metricLabel(), failedPhase);
        }
    }

    /**
     * The grader sent its result or ended without one.
     *
     * @param returned the content of its result; null when it sent none
     */
    record Graded(Object returned) implements CompletionReason {
        @Override
        public JobResult result(String previousState) {
            return GraderReport.read(returned, previousState);
        }

        @Override
        public CompletionSummary summary(JobResult answered) {
            return CompletionSummary.graded(answered.status());
        }
    }

    private static JobResult resultWithoutOutput(String status, String text, String previousState) {
        return new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), previousState, null, "", "");
    }
}
