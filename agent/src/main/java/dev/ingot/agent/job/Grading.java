package dev.ingot.agent.job;

import dev.ingot.agent.grader.GradingChannel;
import dev.ingot.agent.grader.StderrTail;
import dev.ingot.agent.limits.AbortCause;
import dev.ingot.agent.limits.LimitWatch;
import dev.ingot.agent.limits.MemoryBudgetExceeded;
import dev.ingot.agent.limits.MessageMemoryAccount;
import dev.ingot.agent.limits.TimeLimits;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.student.StudentRuns;
import dev.ingot.timing.Phase;
import dev.ingot.timing.PhaseRecorder;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the grading container of a job: creates, starts and serves it, answers the job, and removes the container. */
final class Grading {
    private static final Logger LOG = LoggerFactory.getLogger(Grading.class);
    /** Time that a grader gets to exit after its result. Messages that it sends then are ignored. */
    private static final TimeLimits EXIT_LIMITS = new TimeLimits(Duration.ofDays(1), Duration.ofMillis(500));

    private static final CompletionReason NO_RESULT = new CompletionReason.Graded(null);

    private final PreparedJob job;
    private final JobCompletion completion;
    private final PhaseRecorder recorder;
    private Usage usage = Usage.UNKNOWN;
    private List<Timeline.Student> students = List.of();

    Grading(PreparedJob job, JobCompletion completion, PhaseRecorder recorder) {
        this.job = job;
        this.completion = completion;
        this.recorder = recorder;
    }

    /** Returns the total usage of the container. */
    Usage usage() {
        return usage;
    }

    /** Returns the students that the grader requested. */
    List<Timeline.Student> students() {
        return students;
    }

    /**
     * Runs the container. Returns when it and its students are removed; the job is answered by then.
     *
     * @throws JobRejected when the container cannot be created or started
     */
    void run() throws JobRejected, InterruptedException {
        recorder.enter(Phase.CREATE);
        try (Container grader = create()) {
            LogContext.setContainer(grader.id());
            completion.attach(grader);
            if (!completion.isAborted()) {
                recorder.enter(Phase.START);
                runSession(grader, start(grader));
            }
            recorder.enter(Phase.CLEAN);
        }
    }

    private Container create() throws JobRejected {
        try {
            return job.sandbox().acquireGrader();
        } catch (RuntimeFault e) {
            throw new JobRejected(RejectionReason.NOT_CREATED, RejectionReason.NOT_CREATED.text(job.newJob()), e);
        }
    }

    private Stdio start(Container grader) throws JobRejected {
        try {
            return grader.start();
        } catch (RuntimeFault e) {
            throw new JobRejected(RejectionReason.NOT_STARTED, RejectionReason.NOT_STARTED.text(job.newJob()), e);
        }
    }

    private void runSession(Container grader, Stdio stdio) throws InterruptedException {
        DebugSessionAnnouncer sessions = new DebugSessionAnnouncer(job, completion.responder());
        StderrTail stderr = StderrTail.of(stdio.stderr());
        recorder.enter(Phase.GRADE);
        try (MessageMemoryAccount share = job.context().memoryAccounts().get();
            LimitWatch watch = LimitWatch.start(grader, job.runtime().capabilities(), job.plan().time(),
                cause -> completion.abort(new CompletionReason.Aborted(share.isWaiting() ? AbortCause.OVERFLOW : cause)))) {
            completion.cancelOnAbort(share::cancel);
            GradingChannel channel = new GradingChannel(stdio, job.plan().environment().frameByteOrder(), share);
            try (StudentRuns runs = new StudentRuns(job.context(), grader, channel, sessions)) {
                completeFromSession(grader, new GraderSession(job, sessions, channel, runs), stderr, watch);
                share.release();
                usage = grader.usage();
                recorder.enter(Phase.EXIT);
                awaitExit(grader, runs);
                students = runs.timelines();
            }
        }
    }

    /** Answers the job. Keeps no reference to the messages of the grader, which may be large. */
    private void completeFromSession(Container grader, GraderSession session, StderrTail stderr, LimitWatch watch)
        throws InterruptedException {
        boolean broken = false;
        CompletionReason reason = NO_RESULT;
        try {
            reason = session.run();
        } catch (MemoryBudgetExceeded e) {
            LOG.warn("Aborting the grader of job {}: {}", job.newJob().jobId(), e.getMessage());
            reason = new CompletionReason.Aborted(AbortCause.OVERFLOW);
        } catch (IOException e) {
            LOG.warn("Cannot read further output of the grader of job {}: {}", job.newJob().jobId(), e.getMessage());
            broken = true;
        }
        recorder.enter(Phase.REPLY);
        if (reason.equals(NO_RESULT)) {
            completeWithoutResult(grader, stderr, broken);
        } else {
            complete(reason, watch);
        }
    }

    /** The result of a grader counts only if it passed no limit before. */
    private void complete(CompletionReason reason, LimitWatch watch) {
        switch (reason) {
            case CompletionReason.Graded _ ->
                completion.complete(watch.exceededLimit().<CompletionReason>map(CompletionReason.Aborted::new).orElse(reason));
            default -> completion.abort(reason);
        }
    }

    /** Completes the job of a grader without a result: the exit of the container tells the cause. */
    private void completeWithoutResult(Container grader, StderrTail stderr, boolean broken) throws InterruptedException {
        Exit exit;
        try (SilentGraderWatchdog _ = SilentGraderWatchdog.start(grader, stderr, broken)) {
            exit = grader.await();
        }
        boolean overflow = exit instanceof Exit.OutOfMemory || grader.usage().outOfMemory();
        if (completion.complete(overflow ? new CompletionReason.Aborted(AbortCause.OVERFLOW) : NO_RESULT) && !overflow) {
            LOG.warn("The container of job {} sent no result. It ended with {}; end of its stderr: {}",
                job.newJob().jobId(), exit, stderr.text());
        }
    }

    /** The grace period includes the students, whose results the grader may no longer read. */
    private void awaitExit(Container grader, StudentRuns runs) throws InterruptedException {
        try (LimitWatch _ = LimitWatch.start(grader, job.runtime().capabilities(), EXIT_LIMITS, _ -> grader.killOrRemove())) {
            runs.close();
            grader.await();
        }
    }
}
