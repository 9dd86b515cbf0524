package dev.ingot.agent.student;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.limits.MessageMemoryAccount;
import dev.ingot.agent.limits.PortPool;
import dev.ingot.agent.limits.TimeLimits;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.task.JobDir;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a student container inherits from the job it belongs to.
 *
 * @param environment the grader's own
 * @param network     whether the grader has a way out
 * @param limits      the grader's; a student never gets more
 * @param maxStudents    student containers at once
 * @param labels      put on every container of the job
 * @param warmStudents       students that may be there already
 * @param memoryAccounts      opens the account of what a container's messages take; over its budget, the job ends
 */
public record JobContext(
    Environment environment,
    ImageCatalog catalog,
    JobDir dir,
    boolean network,
    TimeLimits time,
    Limits limits,
    int maxStudents,
    PortPool ports,
    Map<String, String> labels,
    WarmStudents warmStudents,
    Supplier<MessageMemoryAccount> memoryAccounts) { }
