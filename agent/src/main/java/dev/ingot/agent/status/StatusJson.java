package dev.ingot.agent.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.agent.telemetry.JobRecord;
import dev.ingot.agent.telemetry.RunningJob;
import java.util.List;

/** Converts the agent's status to JSON; durations in nanoseconds, times in ISO 8601. docs/run.md describes it. */
final class StatusJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StatusJson() { }

    static byte[] of(AgentStatus status, RecentJobs recent) {
        ObjectNode root = JSON.createObjectNode()
            .put("name", status.name())
            .put("version", status.version())
            .put("started", status.started().toString())
            .put("capacity", status.capacity())
            .put("used", status.usedCapacity())
            .put("stopping", status.stopping())
            .put("job_directories_pending_removal", status.jobDirectories().pendingRemovals());
        List<String> reasons = status.reasonsNotReady();
        root.put("ready", reasons.isEmpty());
        reasons.forEach(root.putArray("not_ready_reasons")::add);
        ObjectNode backend = root.putObject("backend")
            .put("address", status.backend().address())
            .put("connected", status.backend().silence().isPresent());
        status.backend().silence().ifPresent(silence -> backend.put("silence_ns", silence.toNanos()));
        status.runtimes().forEach(runtime -> root.withArray("runtimes").addObject()
            .put("name", runtime.name())
            .put("state", runtime.state())
            .put("version", runtime.version())
            .put("reason", runtime.reason())
            .put("remedy", runtime.remedy())
            .put("orphans_removed", runtime.orphansRemoved()));
        ArrayNode environments = root.putArray("environments");
        status.environments().forEach(environment -> environments.addObject()
            .put("type", environment.type())
            .put("name", environment.name())
            .put("runtime", environment.runtime())
            .put("image", environment.image())
            .put("created", environment.created().toString()));
        ArrayNode pools = root.putArray("warm_pools");
        status.pools().forEach(pool -> write(pools.addObject(), pool));
        ArrayNode running = root.putArray("running");
        status.runningJobs().forEach(job -> running.add(toJson(job)));
        ArrayNode recently = root.putArray("recent");
        recent.newestFirst().forEach(timeline -> recently.add(JobRecord.of(timeline)));
        ArrayNode hour = root.putArray("last_hour");
        recent.lastHour().forEach(durations -> write(hour.addObject(), durations));
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is JSON", e);
        }
    }

    private static void write(ObjectNode json, AgentStatus.Pool pool) {
        json.put("runtime", pool.runtime())
            .put("warm", pool.warm())
            .put("target", pool.target())
            .put("hits", pool.hits())
            .put("misses", pool.misses())
            .put("refills", pool.refills())
            .put("failures", pool.failures())
            .put("refill_ns", pool.refillTime().toNanos())
            .put("warm_students", pool.warmStudents())
            .put("student_hits", pool.studentHits())
            .put("student_misses", pool.studentMisses());
        ArrayNode environments = json.putArray("environments");
        pool.environments().forEach(environment -> environments.addObject()
            .put("image", environment.image())
            .put("warm", environment.warm())
            .put("target", environment.target())
            .put("hits", environment.hits())
            .put("misses", environment.misses()));
    }

    private static ObjectNode toJson(RunningJob job) {
        return JSON.createObjectNode()
            .put("job", job.id())
            .put("course", job.course())
            .put("task", job.task())
            .put("environment_type", job.environmentType())
            .put("environment", job.environment())
            .put("runtime", job.runtime())
            .put("phase", job.phase().name())
            .put("age_ns", job.age().toNanos())
            .put("answered", job.answered());
    }

    private static void write(ObjectNode node, RecentJobs.Durations durations) {
        node.put("runtime", durations.runtime()).put("jobs", durations.answer().count());
        write(node.putObject("create_ns"), durations.create());
        write(node.putObject("start_ns"), durations.start());
        write(node.putObject("boot_ns"), durations.boot());
        write(node.putObject("grade_ns"), durations.grade());
        write(node.putObject("answer_ns"), durations.answer());
    }

    private static void write(ObjectNode node, Percentiles percentiles) {
        node.put("p50", percentiles.p50()).put("p90", percentiles.p90()).put("p99", percentiles.p99());
    }
}
