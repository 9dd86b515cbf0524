package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the evaluation of {@code GET /info}. */
class DockerInfoTest {

    @Test
    void readsTheLimitsThatTheManagerReports() throws IOException {
        assertEquals(List.of(), missing("'CgroupVersion': '1', 'MemoryLimit': true, 'PidsLimit': true"));
        assertEquals(List.of("processes"), missing("'CgroupVersion': '2', 'MemoryLimit': true, 'PidsLimit': false"));
    }

    @Test
    void reportsMissingLimitsWithoutRootOnCgroupV1() throws IOException {
        List<String> both = List.of("memory", "processes");
        assertEquals(both, missing("'CgroupVersion': '1', 'MemoryLimit': true, 'PidsLimit': true, 'Rootless': true"));
        assertEquals(both, missing("'CgroupVersion': '1', 'MemoryLimit': true, 'SecurityOptions': ['name=rootless']"));
        assertEquals(List.of(), missing("'CgroupVersion': '2', 'MemoryLimit': true, 'PidsLimit': true, 'Rootless': true"));
    }

    private static List<String> missing(String words) throws IOException {
        String json = ("{" + words + "}").replace('\'', '"');
        Info info = DefaultDockerClientConfig.createDefaultConfigBuilder().build().getObjectMapper()
            .readValue(json, Info.class);
        return DockerInfo.of(info).missingLimits();
    }
}
