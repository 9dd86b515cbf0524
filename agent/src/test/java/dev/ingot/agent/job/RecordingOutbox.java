package dev.ingot.agent.job;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.AgentMessage.JobDone;
import dev.ingot.protocol.AgentMessage.JobSshDebug;
import dev.ingot.protocol.AgentMessage.JobStarted;
import dev.ingot.protocol.JobResult;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that remembers what it was told. */
final class RecordingOutbox implements Outbox {
    private final Queue<AgentMessage> messages = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public void put(AgentMessage message) {
        if (message instanceof JobDone && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("for a test");
        }
        messages.add(message);
    }

    /** Has the next answers of jobs find no memory, so many times. */
    void fail(int times) {
        failures.set(times);
    }

    List<AgentMessage> messages(String jobId) {
        return messages.stream().filter(message -> switch (message) {
            case JobStarted started -> started.jobId().equals(jobId);
            case JobDone done -> done.jobId().equals(jobId);
            case JobSshDebug ssh -> ssh.jobId().equals(jobId);
            default -> false;
        }).toList();
    }

    /** Holds the archive of a job's result no longer. */
    void forget(String jobId) {
        List<JobDone> done = messages.stream().filter(JobDone.class::isInstance).map(JobDone.class::cast)
            .filter(one -> one.jobId().equals(jobId)).toList();
        messages.removeAll(done);
        done.forEach(one -> messages.add(new JobDone(jobId, JobResult.ungraded(one.result().status(), "", ""))));
    }

    List<JobResult> results(String jobId) {
        return messages(jobId).stream().filter(JobDone.class::isInstance).map(done -> ((JobDone) done).result()).toList();
    }

    List<JobSshDebug> debugSessions(String jobId) {
        return messages(jobId).stream().filter(JobSshDebug.class::isInstance).map(JobSshDebug.class::cast).toList();
    }

    /** Waits for the answer of a job. */
    JobResult awaitResult(String jobId) {
        Eventually.awaitTrue(() -> !results(jobId).isEmpty(), () -> jobId + " is not answered: " + messages);
        return results(jobId).getFirst();
    }
}
