package dev.ingot.agent.job;

import dev.ingot.agent.grader.GradingChannel;
import dev.ingot.agent.grader.StudentRuns;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.grading.GraderMessage;
import dev.ingot.grading.GraderMessage.RunStudent;
import dev.ingot.grading.GraderMessage.SshStudent;
import dev.ingot.grading.GraderOrder;
import dev.ingot.grading.StudentOrder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said between the agent and a grading container, from the start order to the grader's last word. */
final class Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int SSH_PORT = 22;
    private static final String SSH_FORBIDDEN =
        "ssh for student requires to allow ssh and internet access in the task environment configuration tab!";
    private static final String NOT_A_CHILD = "Trying to connect with ssh to a non-children student container !";

    private final Assignment job;
    private final DebugSessions sessions;
    private final GradingChannel channel;
    private final StudentRuns students;

    Conversation(Assignment job, DebugSessions sessions, GradingChannel channel, StudentRuns students) {
        this.job = job;
        this.sessions = sessions;
        this.channel = channel;
        this.students = students;
    }

    /**
     * Talks until the grader has the last word, says what it must not, or falls silent: then it returned nothing.
     *
     * @throws IOException when it cannot be heard any more, though it may live
     */
    Verdict verdict() throws IOException, InterruptedException {
        try {
            channel.send(start());
        } catch (IOException e) {
            LOG.debug("The container of job {} was gone before its start order: {}", job.order().jobId(), e.getMessage());
        }
        Optional<Verdict> verdict = Optional.empty();
        while (verdict.isEmpty()) {
            Optional<GraderMessage> message = channel.receive();
            verdict = message.isEmpty() ? Optional.of(new Verdict.Graded(null)) : heard(message.get());
        }
        return verdict.get();
    }

    private GraderOrder.Start start() {
        Map<String, Boolean> types = new LinkedHashMap<>();
        job.context().catalog().types().forEach(type -> types.put(type.name(), type.sharesKernel()));
        EnvironmentType own = job.context().environment().type();
        return new GraderOrder.Start(job.order().input(), job.order().debug(), job.plan().runCommand(), types,
            own.runAsRoot(), own.sharesKernel());
    }

    private Optional<Verdict> heard(GraderMessage message) throws InterruptedException {
        return switch (message) {
            case GraderMessage.Result(Object result) -> Optional.of(new Verdict.Graded(result));
            case RunStudent request -> asked(request);
            case GraderMessage.SshDebug(String user, String password) -> opened(user, password);
            case SshStudent session -> opened(session);
            case StudentOrder order -> passedOn(order);
        };
    }

    private Optional<Verdict> passedOn(StudentOrder order) throws InterruptedException {
        students.hear(order);
        return Optional.empty();
    }

    private Optional<Verdict> asked(RunStudent request) {
        if (request.ssh() && !(job.plan().network() && job.context().environment().type().ssh())) {
            return Optional.of(new Verdict.Crashed(SSH_FORBIDDEN));
        }
        if (request.ssh() && job.settings().debugHost() == null) {
            students.refuse(request, "no debug host is known: name one with --debug-host");
        } else {
            students.run(request);
        }
        return Optional.empty();
    }

    private Optional<Verdict> opened(String user, String password) {
        Integer port = job.ports().get(SSH_PORT);
        if (port == null) {
            LOG.warn("Job {} offers a debug session that nobody asked for", job.order().jobId());
        } else {
            sessions.opened(port, user, password);
        }
        return Optional.empty();
    }

    private Optional<Verdict> opened(SshStudent session) {
        OptionalInt port = students.sshPort(session.containerId());
        if (port.isEmpty()) {
            return Optional.of(new Verdict.Crashed(NOT_A_CHILD));
        }
        sessions.opened(port.getAsInt(), session.user(), session.password());
        return Optional.empty();
    }
}
