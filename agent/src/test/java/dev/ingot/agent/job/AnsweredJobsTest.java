package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AnsweredJobsTest {
    @Test
    void keepsTheLastTenThousandIds() {
        AnsweredJobs jobs = new AnsweredJobs();
        for (int i = 0; i <= 10_000; i++) {
            jobs.add("job-" + i);
        }
        assertFalse(jobs.contains("job-0"));
        assertTrue(jobs.contains("job-1"));
        assertTrue(jobs.contains("job-10000"));
        assertFalse(jobs.contains("job-10001"));
    }
}
