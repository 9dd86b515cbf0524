package dev.ingot.agent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.app.RuntimeProviders;
import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.ConfigLoader;
import dev.ingot.agent.config.source.InvalidConfig;
import dev.ingot.agent.config.source.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessLimitsCheckTest {
    private static AgentConfig config(int concurrency, int warm) throws InvalidConfig {
        return config(concurrency, warm, 64);
    }

    private static AgentConfig config(int concurrency, int warm, int files) throws InvalidConfig {
        return new ConfigLoader(RuntimeProviders.ALL, Set.of()).load(Optional.empty(), Map.of("concurrency", concurrency,
            "limits", Map.of("students", 4, "files", files),
            "runtimes", Map.of("a", Map.of("manager", "oci", "oci-runtime", "crun", "warm", warm))), new Problems());
    }

    private static Finding files(int concurrency, int warm, long openFiles) throws InvalidConfig {
        return new ProcessLimitsCheck(config(concurrency, warm), "UTF-8", openFiles).findings().getLast();
    }

    @ParameterizedTest
    @CsvSource({"2, 0, 64, FAIL", "2, 0, 105, FAIL", "2, 0, 231, FAIL", "2, 0, 232, CAUTION", "2, 0, 279, CAUTION",
        "2, 0, 280, PASS", "8, 0, 280, FAIL", "2, 4, 280, FAIL", "8, 4, 65536, PASS"})
    void gradesTheOpenFileLimitByTheConfiguration(int concurrency, int warm, long openFiles, String grade) throws InvalidConfig {
        assertEquals(grade, files(concurrency, warm, openFiles).severity().name());
    }

    @Test
    void reportsTooFewOpenFilesWithTheRemedy() throws InvalidConfig {
        Finding finding = files(2, 0, 64);
        assertEquals("this process can open 64 files at once, but 2 jobs need 232", finding.description());
        assertTrue(finding.remedy().contains("LimitNOFILE=") && finding.remedy().contains("ulimit -n"), finding.remedy());
    }

    /** crun fails with: setrlimit `RLIMIT_NOFILE`: Operation not permitted. */
    @Test
    void failsWhenContainersNeedMoreOpenFilesThanTheAgentMayHave() throws InvalidConfig {
        Finding finding = new ProcessLimitsCheck(config(2, 0, 4096), "UTF-8", 4095).findings().getLast();
        assertEquals(Finding.Severity.FAIL, finding.severity());
        assertTrue(finding.description().contains("the 4096 of limits.files"), finding.description());
        assertEquals(Finding.Severity.PASS, new ProcessLimitsCheck(config(2, 0, 4096), "UTF-8",
            4096).findings().getLast().severity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "utf8"})
    void passesUtf8FileNames(String encoding) throws InvalidConfig {
        assertEquals(Finding.Severity.PASS, new ProcessLimitsCheck(config(2, 0), encoding,
            65_536).findings().getFirst().severity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANSI_X3.4-1968", "ISO-8859-1", "none such"})
    void cautionsAboutFileNameEncodingsOtherThanUtf8(String encoding) throws InvalidConfig {
        List<Finding> findings = new ProcessLimitsCheck(config(2, 0), encoding, 65_536).findings();
        assertEquals(Finding.Severity.CAUTION, findings.getFirst().severity());
        assertTrue(findings.getFirst().remedy().contains("LC_ALL=C.UTF-8"), findings.getFirst().remedy());
    }
}
