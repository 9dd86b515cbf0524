package dev.ingot.agent.job;

import dev.ingot.agent.limits.AbortCause;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Phase;
import java.util.Map;

/** How a job ended, and what frontends are told of it. */
sealed interface CompletionReason {

    /** The text of a job whose agent is stopped; INGInious' backend says the same when it loses an agent. */
    String AGENT_STOPPED = "Agent restarted";

    /**
     * @param previousState of the submission: kept whenever the grader did not have the last word
     */
    JobResult result(String previousState);

    /** What is counted of it. */
    default CompletionSummary summary(JobResult answered) {
        return CompletionSummary.aborted(answered.status());
    }

    /** Ended by a limit or by somebody. */
    record Aborted(AbortCause cause) implements CompletionReason {
        @Override
        public JobResult result(String previousState) {
            return resultWithoutOutput(cause.status(), "", previousState);
        }
    }

    /** Ended because something went wrong while it ran. */
    record Crashed(String text) implements CompletionReason {
        @Override
        public JobResult result(String previousState) {
            return resultWithoutOutput("crash", text, previousState);
        }
    }

    /**
     * Never got a container.
     *
     * @param failedPhase the phase in which the agent or the engine failed; null when nothing did
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
     * The grader had the last word.
     *
     * @param returned what it sent; null when it sent nothing
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
