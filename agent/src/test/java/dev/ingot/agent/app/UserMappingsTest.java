package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.config.ConfigLoader;
import dev.ingot.agent.config.RuntimeConfig;
import dev.ingot.agent.config.source.Problems;
import dev.ingot.agent.doctor.Finding;
import dev.ingot.agent.runtime.oci.SubordinateIds;
import dev.ingot.agent.runtime.oci.UserMappingProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which direct runtimes have users that are others on the host. To make a user namespace takes root. */
class UserMappingsTest {
    private static final String OLD = "5.18.16";
    private static final String NEW = "6.1.0-18-amd64";

    @TempDir
    private Path folder;

    private RuntimeConfig runtime(String userns) throws Exception {
        Path file = Files.writeString(folder.resolve("agent.yaml"),
            "{backend: 'tcp://b:1', runtimes: {x: {manager: oci, flavour: crun" + userns + "}}}");
        AgentConfig config = new ConfigLoader(Set.of("backend")).load(Optional.of(file), Map.of(), new Problems());
        return config.runtimes().get("x");
    }

    private UserMappings on(String release, String subuid, Path... folders) throws Exception {
        Path file = Files.writeString(folder.resolve("subuid"), subuid);
        return new UserMappings(new UserMappingProbe(List.of(folders), release, new SubordinateIds(List.of(file))));
    }

    private void check(UserMappings mappings, boolean byDefault, Optional<Boolean> failsByWord, String why) throws Exception {
        RuntimeConfig unsaid = runtime("");
        assertEquals(byDefault, mappings.isWanted(unsaid));
        Optional<Finding> told = mappings.finding("x", unsaid);
        assertEquals(byDefault, told.isEmpty(), told::toString);
        told.ifPresent(finding -> {
            assertFalse(finding.isFailure(), finding::toString);
            assertTrue(finding.description().contains(why), finding::toString);
        });
        RuntimeConfig auto = runtime(", userns: auto");
        assertTrue(mappings.isWanted(auto));
        assertEquals(failsByWord, mappings.finding("x", auto).map(Finding::isFailure));
        RuntimeConfig host = runtime(", userns: host");
        assertFalse(mappings.isWanted(host));
        assertEquals(Optional.empty(), mappings.finding("x", host));
    }

    @Test
    void anOldKernelHasThemNotAndAnAgentThatMustDoesNotStart() throws Exception {
        check(on(OLD, ""), false, Optional.of(true), "5.19");
    }

    @Test
    void idsThatAreGivenToAnotherAreNotTakenUnlessThatIsSaid() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        check(on(NEW, "podman:2147352574:65536\n", folder), false, Optional.empty(), "podman:2147352574:65536");
    }

    @Test
    void aFileSystemThatMapsNoOwnersHasThemNot() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        check(on(NEW, "", folder, Path.of("/proc/self")), false, Optional.of(true),
            "the file system of /proc/self cannot map owners");
    }

    @Test
    void elseTheyAreOthersAlsoWithFoldersThatAreNotMadeYet() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        check(on(NEW, "root:100000:65536\n", folder.resolve("not/made/yet")), true, Optional.empty(), "");
    }
}
