package dev.ingot.agent.job;

import dev.ingot.agent.grader.GradingChannel;
import dev.ingot.agent.grader.StderrTail;
import dev.ingot.agent.grader.StudentRuns;
import dev.ingot.agent.logging.Marks;
import dev.ingot.agent.resource.Cause;
import dev.ingot.agent.resource.FrameShare;
import dev.ingot.agent.resource.LimitWatch;
import dev.ingot.agent.resource.OverBudget;
import dev.ingot.agent.resource.TimeLimits;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Exit;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.timing.Phase;
import dev.ingot.timing.PhaseRecorder;
import dev.ingot.timing.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a job's grading container: made, started, talked with, answered for, gone. */
final class Grading {
    private static final Logger LOG = LoggerFactory.getLogger(Grading.class);
    /** What a grader may linger after its result; nothing it does then reaches anybody. */
    private static final TimeLimits GRACE = new TimeLimits(Duration.ofDays(1), Duration.ofMillis(500));

    private static final Verdict NOTHING = new Verdict.Graded(null);

    private final Assignment job;
    private final Ending ending;
    private final PhaseRecorder recorder;
    private Usage usage = Usage.UNKNOWN;
    private List<Timeline.Student> students = List.of();

    Grading(Assignment job, Ending ending, PhaseRecorder recorder) {
        this.job = job;
        this.ending = ending;
        this.recorder = recorder;
    }

    /** What the container used in all. */
    Usage usage() {
        return usage;
    }

    /** The students it asked for. */
    List<Timeline.Student> students() {
        return students;
    }

    /**
     * Returns when the container and its students are gone; the job is answered by then.
     *
     * @throws JobRefused when the container cannot be made or started
     */
    void run() throws JobRefused, InterruptedException {
        recorder.enter(Phase.CREATE);
        try (Container grader = create()) {
            Marks.container(grader.id());
            ending.take(grader);
            if (!ending.over()) {
                recorder.enter(Phase.START);
                converse(grader, start(grader));
            }
            recorder.enter(Phase.CLEAN);
        }
    }

    private Container create() throws JobRefused {
        try {
            return job.station().grader();
        } catch (RuntimeFault e) {
            throw new JobRefused(Refusal.NOT_CREATED, Refusal.NOT_CREATED.text(job.order()), e);
        }
    }

    private Stdio start(Container grader) throws JobRefused {
        try {
            return grader.start();
        } catch (RuntimeFault e) {
            throw new JobRefused(Refusal.NOT_STARTED, Refusal.NOT_STARTED.text(job.order()), e);
        }
    }

    private void converse(Container grader, Stdio stdio) throws InterruptedException {
        DebugSessions sessions = new DebugSessions(job, ending.reply());
        StderrTail stderr = StderrTail.of(stdio.stderr());
        recorder.enter(Phase.GRADE);
        try (FrameShare share = job.context().frames().get();
            LimitWatch watch = LimitWatch.start(grader, job.runtime().capabilities(), job.plan().time(),
                cause -> ending.cut(new Verdict.Cut(share.waiting() ? Cause.OVERFLOW : cause)))) {
            ending.cancelAtEnd(share::cancel);
            GradingChannel channel = new GradingChannel(stdio, job.plan().environment().frameLengths(), share);
            try (StudentRuns runs = new StudentRuns(job.context(), grader, channel, sessions)) {
                hearOut(grader, new Conversation(job, sessions, channel, runs), stderr, watch);
                share.release();
                usage = grader.usage();
                recorder.enter(Phase.EXIT);
                leave(grader, runs);
                students = runs.timelines();
            }
        }
    }

    /** Returns when the job is answered; what the grader said, which may be large, is held no longer. */
    private void hearOut(Container grader, Conversation conversation, StderrTail stderr, LimitWatch watch)
        throws InterruptedException {
        boolean broken = false;
        Verdict verdict = NOTHING;
        try {
            verdict = conversation.verdict();
        } catch (OverBudget e) {
            LOG.warn("The grader of job {} is ended: {}", job.order().jobId(), e.getMessage());
            verdict = new Verdict.Cut(Cause.OVERFLOW);
        } catch (IOException e) {
            LOG.warn("Nothing more of the grader of job {} can be read: {}", job.order().jobId(), e.getMessage());
            broken = true;
        }
        recorder.enter(Phase.REPLY);
        if (verdict.equals(NOTHING)) {
            concludeSilence(grader, stderr, broken);
        } else {
            conclude(verdict, watch);
        }
    }

    /** A grader's word counts when no limit was passed before it. */
    private void conclude(Verdict verdict, LimitWatch watch) {
        switch (verdict) {
            case Verdict.Graded _ -> ending.answer(watch.passed().<Verdict>map(Verdict.Cut::new).orElse(verdict));
            default -> ending.cut(verdict);
        }
    }

    /** How the container ends tells why it said nothing. */
    private void concludeSilence(Container grader, StderrTail stderr, boolean broken) throws InterruptedException {
        Exit exit;
        try (MutedGrader _ = MutedGrader.of(grader, stderr, broken)) {
            exit = grader.await();
        }
        boolean overflow = exit instanceof Exit.OutOfMemory || grader.usage().outOfMemory();
        if (ending.answer(overflow ? new Verdict.Cut(Cause.OVERFLOW) : NOTHING) && !overflow) {
            LOG.warn("The container of job {} gave no result; it ended with {}; its last words: {}",
                job.order().jobId(), exit, stderr.text());
        }
    }

    /** The grace covers the students too: they are told of to a grader that may not listen any more. */
    private void leave(Container grader, StudentRuns runs) throws InterruptedException {
        try (LimitWatch _ = LimitWatch.start(grader, job.runtime().capabilities(), GRACE, _ -> grader.killOrRemove())) {
            runs.close();
            grader.await();
        }
    }
}
