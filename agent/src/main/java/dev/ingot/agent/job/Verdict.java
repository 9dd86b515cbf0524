package dev.ingot.agent.job;

import dev.ingot.agent.resource.Cause;
import dev.ingot.protocol.JobResult;
import java.util.Map;

/** How a job ended, and what frontends are told of it. */
sealed interface Verdict {

    /** The text of a job whose agent is stopped; INGInious' backend says the same when it loses an agent. */
    String AGENT_STOPPED = "Agent restarted";

    /**
     * @param previousState of the submission: kept whenever the grader did not have the last word
     */
    JobResult result(String previousState);

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

    /** Never got a container. */
    record Refused(String text) implements Verdict {
        @Override
        public JobResult result(String previousState) {
            return JobResult.bare("crash", text, previousState);
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
    }

    private static JobResult ended(String status, String text, String previousState) {
        return new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), previousState, null, "", "");
    }
}
