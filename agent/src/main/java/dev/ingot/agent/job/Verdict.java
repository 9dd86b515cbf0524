package dev.ingot.agent.job;

import dev.ingot.agent.resource.Cause;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Phase;
import java.util.Map;

/** How a job ended, and what frontends are told of it. */
sealed interface Verdict {

    /** The text of a job whose agent is stopped; INGInious' backend says the same when it loses an agent. */
    String AGENT_STOPPED = "Agent restarted";

    /**
     * @param previousState of the submission: kept whenever the grader did not have the last word
     */
    JobResult result(String previousState);

    /** What is counted of it. */
    default CompletionSummary outcome(JobResult answered) {
        return CompletionSummary.aborted(answered.status());
    }

    /** Ended by a limit or by somebody. */
    record Cut(Cause cause) implements Verdict {
        @Override
        public JobResult result(String previousState) {
            return ended(cause.status(), "", previousState);
        }
    }

    /** Ended because something went wrong while it ran. */
    record Crashed(String text) implements Verdict {
        @Override
        public JobResult result(String previousState) {
            return ended("crash", text, previousState);
        }
    }

    /**
     * Never got a container.
     *
     * @param fault the phase in which the agent or the engine failed; null when nothing did
     */
    record Refused(String text, Refusal why, Phase fault) implements Verdict {
        @Override
        public JobResult result(String previousState) {
            return JobResult.ungraded("crash", text, previousState);
        }

        @Override
        public CompletionSummary outcome(JobResult answered) {
            return new CompletionSummary(answered.status(), null, why.word(), fault);
        }
    }

    /**
     * The grader had the last word.
     *
     * @param returned what it sent; null when it sent nothing
     */
    record Graded(Object returned) implements Verdict {
        @Override
        public JobResult result(String previousState) {
            return GraderReport.read(returned, previousState);
        }

        @Override
        public CompletionSummary outcome(JobResult answered) {
            return CompletionSummary.graded(answered.status());
        }
    }

    private static JobResult ended(String status, String text, String previousState) {
        return new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), previousState, null, "", "");
    }
}
