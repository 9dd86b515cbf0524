package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.runtime.HostNeeds;
import dev.ingot.agent.runtime.KernelSettings;
import dev.ingot.agent.runtime.ProviderRun;
import dev.ingot.agent.runtime.RuntimeProvider;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and writes the configuration keys of Docker and Podman. */
class DockerProviderTest {

    static Stream<RuntimeProvider> providers() {
        return Stream.of(DockerProvider.docker(), DockerProvider.podman());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void roundTripsDefaultsAndEveryKey(RuntimeProvider provider) {
        DockerApiManager api = DockerApiManager.valueOf(provider.manager().toUpperCase(Locale.ROOT));
        assertEquals(new DockerConfig(api, "", "", new KernelSettings(true, new ByteSize(0))),
            ProviderRun.roundTrip(provider, "{}"));
        assertEquals(new DockerConfig(api, "crun", "tcp://h:2375", new KernelSettings(false, new ByteSize(1 << 20))),
            ProviderRun.roundTrip(provider, "{oci-runtime: crun, socket: 'tcp://h:2375', shared-kernel: false, overhead: 1MiB}"));
        assertEquals(HostNeeds.NONE, ProviderRun.roundTrip(provider, "{}").needs());
    }

    @ParameterizedTest
    @CsvSource({"runc, true, 0, false", "nvidia, true, 0, true", "kata-qemu, false, 0, false", "runsc, false, 67108864, false",
        "io.containerd.runsc.v1, false, 67108864, false"})
    void derivesDefaultsFromTheOciRuntime(String name, boolean shared, long overhead, boolean gpu) {
        DockerConfig config = (DockerConfig) ProviderRun.read(DockerProvider.docker(), "{oci-runtime: " + name + "}").settings();
        assertEquals(new KernelSettings(shared, new ByteSize(overhead)), config.kernel());
        assertEquals(gpu, config.hasGpuByDefault());
    }

    @Test
    void acceptsTheEarlierNameWithACaution() {
        ProviderRun run = ProviderRun.read(DockerProvider.docker(), "{flavour: crun}");
        assertEquals(List.of(), run.problems());
        assertEquals(List.of("flavour: this key is now called oci-runtime; rename it to oci-runtime"), run.cautions());
        assertEquals(ProviderRun.read(DockerProvider.docker(), "{oci-runtime: crun}").settings(), run.settings());
    }

    @Test
    void rejectsBothNamesAtOnce() {
        ProviderRun run = ProviderRun.read(DockerProvider.docker(), "{flavour: crun, oci-runtime: runc}");
        assertEquals(List.of("flavour: this is the earlier name of oci-runtime, which is given as well; remove flavour"),
            run.problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://h:8443", "/run/docker.sock", "tcp://h"})
    void rejectsSocketsThatDockerCannotUse(String socket) {
        List<String> problems = ProviderRun.read(DockerProvider.docker(), "{socket: '" + socket + "'}").problems();
        assertEquals(List.of("socket: \"" + socket + "\" is not of the form unix:///path or tcp://host:port; "
            + "write for instance unix:///var/run/docker.sock"), problems);
    }

    @ParameterizedTest
    @ValueSource(strings = {"userns: auto", "writable-layer: disk", "project: p", "server: lxd"})
    void hasNoKeysOfOtherManagers(String line) {
        List<String> problems = ProviderRun.read(DockerProvider.docker(), "{" + line + "}").problems();
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().contains("unknown key"), problems.getFirst());
    }
}
