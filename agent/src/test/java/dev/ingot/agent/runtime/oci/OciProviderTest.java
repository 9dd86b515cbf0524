package dev.ingot.agent.runtime.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.config.source.ByteSize;
import dev.ingot.agent.runtime.KernelSettings;
import dev.ingot.agent.runtime.ProviderRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads and writes the configuration keys of {@code manager: oci}. */
class OciProviderTest {
    private static final OciProvider PROVIDER = new OciProvider();
    private static final KernelSettings HOST_KERNEL = new KernelSettings(true, new ByteSize(0));

    @Test
    void roundTripsDefaultsAndEveryKey() {
        assertEquals(new OciConfig("crun", HOST_KERNEL, WritableLayerStorage.MEMORY, Userns.AUTO_WHERE_POSSIBLE),
            ProviderRun.roundTrip(PROVIDER, "{oci-runtime: crun}"));
        assertEquals(new OciConfig("/opt/x", new KernelSettings(false, new ByteSize(1 << 20)), WritableLayerStorage.DISK,
            Userns.AUTO), ProviderRun.roundTrip(PROVIDER,
                "{oci-runtime: /opt/x, shared-kernel: false, overhead: 1MiB, writable-layer: disk, userns: auto}"));
    }

    @Test
    void needsDescriptorsAndTheImageStore() {
        assertTrue(ProviderRun.roundTrip(PROVIDER, "{oci-runtime: crun}").needs().usesImageStore());
        assertTrue(ProviderRun.roundTrip(PROVIDER, "{oci-runtime: crun}").needs().passesOpenFileLimit());
        assertEquals(80, ProviderRun.roundTrip(PROVIDER, "{oci-runtime: crun}").needs().idleDescriptors());
    }

    @ParameterizedTest
    @CsvSource({"crun, AUTO_WHERE_POSSIBLE", "/opt/bin/crun, AUTO_WHERE_POSSIBLE", "runc, HOST",
        "runsc, HOST", "/opt/my-crun, HOST"})
    void mapsUsersByDefaultOnlyWithCrun(String command, Userns expected) {
        assertEquals(expected, ((OciConfig) ProviderRun.roundTrip(PROVIDER, "{oci-runtime: " + command + "}")).userns());
    }

    @Test
    void acceptsTheEarlierNamesWithCautions() {
        ProviderRun run = ProviderRun.read(PROVIDER, "{flavour: runc, layer: disk}");
        assertEquals(List.of(), run.problems());
        assertEquals(List.of("flavour: this key is now called oci-runtime; rename it to oci-runtime",
            "layer: this key is now called writable-layer; rename it to writable-layer"), run.cautions());
        assertEquals(ProviderRun.read(PROVIDER, "{oci-runtime: runc, writable-layer: disk}").settings(), run.settings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                         | oci-runtime: no OCI runtime is given; give crun, runc, runsc
        {oci-runtime: crun, socket: 'unix:///x'}   | socket: manager oci has no daemon; remove socket
        {oci-runtime: runsc, userns: auto}         | userns: runsc has its own kernel
        {oci-runtime: crun, userns: maybe}         | userns: "maybe" is not one of: auto, host
        {oci-runtime: crun, writable-layer: tape}  | writable-layer: "tape" is not one of: memory, disk
        {oci-runtime: crun, layer: tape}           | layer: "tape" is not one of: memory, disk
        {oci-runtime: crun, layer: disk, writable-layer: disk} | layer: this is the earlier name of writable-layer
        {oci-runtime: crun, storage-pool: p}       | storage-pool: unknown key
        """, quoteCharacter = '`')
    void reportsInvalidKeys(String yaml, String start) {
        List<String> problems = ProviderRun.read(PROVIDER, yaml).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(start, problems.getFirst().substring(0, Math.min(start.length(), problems.getFirst().length())));
    }
}
