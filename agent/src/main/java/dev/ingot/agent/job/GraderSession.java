package dev.ingot.agent.job;

import dev.ingot.agent.grader.GradingChannel;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.student.StudentRuns;
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

/** Handles the messages of a grading container, from the start order to its result. */
final class GraderSession {
    private static final Logger LOG = LoggerFactory.getLogger(GraderSession.class);
    private static final int SSH_PORT = 22;
    private static final String SSH_FORBIDDEN =
        "ssh for student requires to allow ssh and internet access in the task environment configuration tab!";
    private static final String FOREIGN_CONTAINER = "Trying to connect with ssh to a non-children student container !";

    private final PreparedJob job;
    private final DebugSessionAnnouncer announcer;
    private final GradingChannel channel;
    private final StudentRuns students;

    GraderSession(PreparedJob job, DebugSessionAnnouncer announcer, GradingChannel channel, StudentRuns students) {
        this.job = job;
        this.announcer = announcer;
        this.channel = channel;
        this.students = students;
    }

    /**
     * Handles messages until the grader sends its result, makes a forbidden request, or closes its output without a result.
     *
     * @return the reason to complete the job with
     * @throws IOException when the output cannot be read any more; the grader may still run
     */
    CompletionReason run() throws IOException, InterruptedException {
        try {
            channel.send(createStartOrder());
        } catch (IOException e) {
            LOG.debug("The container of job {} exited before its start order: {}", job.newJob().jobId(), e.getMessage());
        }
        Optional<CompletionReason> verdict = Optional.empty();
        while (verdict.isEmpty()) {
            Optional<GraderMessage> message = channel.receive();
            verdict = message.isEmpty() ? Optional.of(new CompletionReason.Graded(null)) : handle(message.get());
        }
        return verdict.get();
    }

    private GraderOrder.Start createStartOrder() {
        Map<String, Boolean> types = new LinkedHashMap<>();
        job.context().catalog().types().forEach(type -> types.put(type.name(), type.sharesKernel()));
        EnvironmentType own = job.context().environment().type();
        return new GraderOrder.Start(job.newJob().input(), job.newJob().debug(), job.plan().runCommand(), types,
            own.runAsRoot(), own.sharesKernel());
    }

    private Optional<CompletionReason> handle(GraderMessage message) throws InterruptedException {
        return switch (message) {
            case GraderMessage.Result(Object result) -> Optional.of(new CompletionReason.Graded(result));
            case RunStudent request -> runStudent(request);
            case GraderMessage.SshDebug(String user, String password) -> announceSsh(user, password);
            case SshStudent session -> announceSsh(session);
            case StudentOrder order -> forward(order);
        };
    }

    private Optional<CompletionReason> forward(StudentOrder order) throws InterruptedException {
        students.forward(order);
        return Optional.empty();
    }

    private Optional<CompletionReason> runStudent(RunStudent request) {
        if (request.ssh() && !(job.plan().network() && job.context().environment().type().ssh())) {
            return Optional.of(new CompletionReason.Crashed(SSH_FORBIDDEN));
        }
        if (request.ssh() && job.settings().debugHost() == null) {
            students.reject(request, "the public address of this host is unknown; set --debug-host");
        } else {
            students.run(request);
        }
        return Optional.empty();
    }

    private Optional<CompletionReason> announceSsh(String user, String password) {
        Integer port = job.ports().get(SSH_PORT);
        if (port == null) {
            LOG.warn("Ignored a debug session of job {}: the job has no port for it", job.newJob().jobId());
        } else {
            announcer.announce(port, user, password);
        }
        return Optional.empty();
    }

    private Optional<CompletionReason> announceSsh(SshStudent session) {
        OptionalInt port = students.sshPort(session.containerId());
        if (port.isEmpty()) {
            return Optional.of(new CompletionReason.Crashed(FOREIGN_CONTAINER));
        }
        announcer.announce(port.getAsInt(), session.user(), session.password());
        return Optional.empty();
    }
}
