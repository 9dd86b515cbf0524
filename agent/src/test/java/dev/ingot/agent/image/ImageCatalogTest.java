package dev.ingot.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.AgentMessage;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageCatalogTest {
    private static ScriptedRuntime runtime(ImageInfo... images) {
        ScriptedRuntime runtime = new ScriptedRuntime();
        Arrays.stream(images).forEach(runtime::with);
        return runtime;
    }

    private static EnvironmentType plain(ScriptedRuntime runtime) {
        return new EnvironmentType("docker", runtime, false, false, false);
    }

    private static Set<String> offered(EnvironmentType type) {
        return ImageCatalog.scan(List.of(type)).announcement().get(type.name()).keySet();
    }

    @ParameterizedTest
    @CsvSource({"3, true", "4, true", "2, false", "5, false", "03, false", "'4 ', false"})
    void offersProtocolVersionsThreeAndFour(String version, boolean spoken) {
        assertEquals(spoken, !offered(plain(runtime(Images.image("default", Map.of("agent_version", version))))).isEmpty());
    }

    @Test
    void skipsOnlyTheImageWithInvalidLabels() {
        assertEquals(Set.of("good"), offered(plain(runtime(
            Images.image("bad", Map.of("ports", "http")), Images.image("nameless", Map.of("name", "")), Images.image("good")))));
    }

    @Test
    void offersRootAndGpuImagesOnlyForMatchingTypes() {
        ScriptedRuntime runtime = runtime(Images.image("plain"), Images.image("root", Map.of("need_root", "")),
            Images.image("gpu", Map.of("need_gpu", "")), Images.image("both", Map.of("need_root", "1", "need_gpu", "1")));
        assertEquals(Set.of("plain"), offered(plain(runtime)));
        assertEquals(Set.of("plain", "root"), offered(new EnvironmentType("kata", runtime, true, false, false)));
        assertEquals(Set.of("plain", "gpu"), offered(new EnvironmentType("nvidia", runtime, false, true, false)));
        assertEquals(Set.of("plain", "root", "gpu", "both"), offered(new EnvironmentType("x", runtime, true, true, false)));
    }

    @Test
    void prefersTheNewestImageOfAName() {
        ImageInfo old = Images.image("sha256:old", "default", Instant.ofEpochSecond(1), Map.of("agent_version", "4"));
        ImageInfo recent = Images.image("sha256:new", "default", Instant.ofEpochSecond(2), Map.of("agent_version", "3"));
        assertEquals("sha256:new", found(runtime(old, recent)));
        assertEquals("sha256:new", found(runtime(recent, old)));
    }

    @Test
    void prefersTheFirstListedOfEqualAge() {
        assertEquals("sha256:b", found(runtime(Images.image("sha256:b", "default", Instant.EPOCH, Map.of()),
            Images.image("sha256:a", "default", Instant.EPOCH, Map.of()))));
    }

    @Test
    void keepsTheOlderImageWhenTheNewerIsUnusable() {
        ImageInfo old = Images.image("sha256:old", "default", Instant.ofEpochSecond(1), Map.of());
        ImageInfo recent = Images.image("sha256:new", "default", Instant.ofEpochSecond(2), Map.of("agent_version", "5"));
        assertEquals("sha256:old", found(runtime(old, recent)));
    }

    private static String found(ScriptedRuntime runtime) {
        return ImageCatalog.scan(List.of(plain(runtime))).find("docker", "default").orElseThrow().image().id();
    }

    @Test
    void anEnvironmentIsFoundUnderItsTypeOnly() {
        ImageCatalog catalog = ImageCatalog.scan(List.of(plain(runtime(Images.image("default"))),
            new EnvironmentType("kata", runtime(), true, false, false)));
        assertEquals(Optional.empty(), catalog.find("kata", "default"));
        assertEquals(Optional.empty(), catalog.find("nowhere", "default"));
        assertEquals(Optional.empty(), catalog.find("docker", "fortran"));
        assertEquals(List.of("docker", "kata"), catalog.types().stream().map(EnvironmentType::name).toList());
    }

    @Test
    void refreshFindsANewerImageOfAnAnnouncedName() {
        ScriptedRuntime runtime = runtime(image("sha256:old", "default", 1));
        ImageCatalog catalog = ImageCatalog.scan(List.of(plain(runtime)));
        assertSame(catalog, catalog.refresh());
        runtime.with(image("sha256:new", "default", 2));
        assertEquals("sha256:new", idOf(catalog.refresh(), "default"));
        assertEquals("sha256:old", idOf(catalog, "default"), "a job keeps what it began with");
    }

    @Test
    void refreshHidesANewNameUntilTheNextScan() {
        ScriptedRuntime runtime = runtime(image("sha256:1", "default", 1));
        ImageCatalog first = ImageCatalog.scan(List.of(plain(runtime)));
        runtime.with(image("sha256:2", "fortran", 2));
        assertEquals(Optional.empty(), first.refresh().find("docker", "fortran"));
        assertEquals(Optional.empty(), first.refresh().refresh().find("docker", "fortran"));
        assertEquals("sha256:2", idOf(ImageCatalog.scan(List.of(plain(runtime))), "fortran"));
    }

    @Test
    void refreshDropsARemovedImageAndFindsItAgain() {
        ScriptedRuntime runtime = runtime(image("sha256:1", "default", 1));
        ImageCatalog first = ImageCatalog.scan(List.of(plain(runtime)));
        runtime.removeImage("sha256:1");
        ImageCatalog without = first.refresh();
        assertEquals(Optional.empty(), without.find("docker", "default"));
        runtime.with(image("sha256:2", "default", 1));
        assertEquals("sha256:2", idOf(without.refresh(), "default"));
    }

    @Test
    void refreshKeepsScannedImagesWhereListingIsExpensive() {
        ScriptedRuntime runtime = new ScriptedRuntime(EnumSet.complementOf(EnumSet.of(Capability.CHEAP_IMAGES)))
            .with(image("sha256:old", "default", 1));
        ImageCatalog catalog = ImageCatalog.scan(List.of(plain(runtime)));
        runtime.with(image("sha256:new", "default", 2)).onList(() -> fail("it is asked again"));
        assertSame(catalog, catalog.refresh());
    }

    private static ImageInfo image(String id, String name, long created) {
        return Images.image(id, name, Instant.ofEpochSecond(created), Map.of());
    }

    private static String idOf(ImageCatalog catalog, String name) {
        return catalog.find("docker", name).orElseThrow().image().id();
    }

    @Test
    void announcementHasEveryFieldThatABackendReads() {
        ImageInfo image = Images.image("sha256:1", "web", Instant.parse("2026-01-02T03:04:05.678Z"),
            Map.of("ports", "80", "advertise", "false"));
        assertEquals(
            Map.of("docker", Map.of("web",
                new AgentMessage.Environment("sha256:1", "web", 1767323045L, List.of(80), "scripted", false))),
            ImageCatalog.scan(List.of(plain(runtime(image)))).announcement());
    }
}
