package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import dev.ingot.protocol.UnreadableJob;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what the session says, and says a numbered hello. */
class RecordingListener implements BackendListener {
    /** A job or a kill, with the outbox it came with; or, without a message, the loss of that outbox. */
    record Event(BackendMessage message, Outbox outbox) { }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger hellos = new AtomicInteger();

    @Override
    public AgentMessage.Hello createHello() {
        var environment = new AgentMessage.Environment("sha256:1", "default", 1, List.of(), "crun", true);
        return new AgentMessage.Hello("agent-" + hellos.incrementAndGet(), 2, Map.of("docker", Map.of("default", environment)));
    }

    @Override
    public void submitJob(BackendMessage.NewJob job, Outbox outbox) {
        events.add(new Event(job, outbox));
    }

    @Override
    public void rejectUnreadableJob(UnreadableJob job, Outbox outbox) {
        outbox.put(new AgentMessage.JobDone(job.jobId(), JobResult.ungraded("crash", job.getMessage(), "")));
    }

    @Override
    public void killJob(BackendMessage.KillJob kill, Outbox outbox) {
        events.add(new Event(kill, outbox));
    }

    @Override
    public void handleBackendLoss(Outbox outbox) {
        events.add(new Event(null, outbox));
    }

    /** The next event; fails after ten seconds. */
    Event next() throws InterruptedException {
        Event next = events.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was told within 10 s");
        }
        return next;
    }

    /** The next job; losses before it do not count. */
    BackendMessage.NewJob nextJob() throws InterruptedException {
        Event next = next();
        while (next.message() == null) {
            next = next();
        }
        return (BackendMessage.NewJob) next.message();
    }

    boolean isQuiet() {
        return events.isEmpty();
    }

    /** A job whose input is {@code size} bytes. */
    static BackendMessage.NewJob job(String id, int size) {
        return new BackendMessage.NewJob(id, "course", "task", false, Map.of(), Map.of("q1", new byte[size]), "docker", "default",
            Map.of(), false);
    }
}
