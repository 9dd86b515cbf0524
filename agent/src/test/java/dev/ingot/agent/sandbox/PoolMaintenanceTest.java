package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PoolMaintenanceTest {
    private static final int ROUNDS_PER_REPORT = 12;

    @TempDir
    private Path tmpdir;
    private WarmPoolFixture fixture;
    private GraderTemplate template;
    private PoolMaintenance maintenance;

    @BeforeEach
    void fillThePool() throws IOException, InterruptedException {
        fixture = new WarmPoolFixture(tmpdir, new IdleBounds(1, 2), new PoolBudget(100, 1000, 4));
        template = fixture.template("one");
        fixture.setTemplates(template);
        fixture.refill();
        maintenance = new PoolMaintenance(fixture.pool);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void setUsage(Duration cpu, long memory) {
        fixture.runtime.created().forEach(container -> container.setUsage(new Usage(cpu.toNanos(), memory, false)));
    }

    @Test
    void keepsAnIdleContainer() {
        setUsage(Duration.ofSeconds(5), 0);
        maintenance.maintain();
        assertEquals(1, fixture.warm(template));
    }

    @Test
    void removesAContainerThatUsesTheProcessorWhileIdle() {
        setUsage(Duration.ofSeconds(5).plusNanos(1), 0);
        maintenance.maintain();
        assertEquals(0, fixture.warm(template));
        assertEquals(List.of(), fixture.open());
    }

    @Test
    void removesAnExpiredContainer() {
        fixture.pass(Duration.ofMinutes(61));
        maintenance.maintain();
        assertEquals(List.of(), fixture.open());
    }

    @Test
    void refillsAgainOnlyAfterTheMeasuredMemoryIsWithinTheBudget() throws InterruptedException {
        setUsage(Duration.ZERO, 1001);
        maintenance.maintain();
        assertEquals(1, fixture.warm(template), "memory alone removes nothing");
        fixture.runJob(template);
        assertEquals(0, fixture.refill());
        maintenance.maintain();
        assertEquals(1, fixture.refill(), "the container that used the memory is gone");
    }

    @Test
    void logsTheStatisticsEveryMinuteWhenTheyHaveChanged() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(PoolMaintenance.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
        try {
            maintain(ROUNDS_PER_REPORT - 1);
            assertEquals(0, lines.list.size());
            maintain(1);
            assertEquals(1, lines.list.size());
            maintain(ROUNDS_PER_REPORT);
            assertEquals(1, lines.list.size(), "nothing has changed");
            fixture.runJob(template);
            maintain(ROUNDS_PER_REPORT);
            assertEquals(2, lines.list.size());
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
    }

    private void maintain(int rounds) {
        for (int i = 0; i < rounds; i++) {
            maintenance.maintain();
        }
    }
}
