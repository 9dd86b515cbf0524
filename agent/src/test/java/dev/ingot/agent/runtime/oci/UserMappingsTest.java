package dev.ingot.agent.runtime.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.agent.runtime.HostNotice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decides about user namespaces on several hosts. Creating a user namespace takes root. */
class UserMappingsTest {
    private static final String OLD = "5.18.16";
    private static final String NEW = "6.1.0-18-amd64";

    @TempDir
    private Path folder;

    private UserMappings on(String release, String subuid, Path... folders) throws Exception {
        Path file = Files.writeString(folder.resolve("subuid"), subuid);
        return new UserMappings(new UserMappingProbe(List.of(folders), release, new SubordinateIds(List.of(file))));
    }

    private static void check(UserMappings mappings, boolean byDefault, Optional<Boolean> failsIfRequired, String cause) {
        assertEquals(byDefault, mappings.isWanted(Userns.AUTO_WHERE_POSSIBLE));
        Optional<HostNotice> notice = mappings.findNotice(Userns.AUTO_WHERE_POSSIBLE);
        assertEquals(byDefault, notice.isEmpty(), notice::toString);
        notice.ifPresent(found -> {
            assertFalse(found.isFailure(), found::toString);
            assertTrue(found.description().contains(cause), found::toString);
        });
        assertTrue(mappings.isWanted(Userns.AUTO));
        assertEquals(failsIfRequired, mappings.findNotice(Userns.AUTO).map(HostNotice::isFailure));
        assertFalse(mappings.isWanted(Userns.HOST));
        assertEquals(Optional.empty(), mappings.findNotice(Userns.HOST));
    }

    @Test
    void doesNotMapUsersOnOldKernelsAndFailsWhereRequired() throws Exception {
        check(on(OLD, ""), false, Optional.of(true), "5.19");
    }

    @Test
    void doesNotTakeIdsOfOthersUnlessRequired() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        check(on(NEW, "podman:2147352574:65536\n", folder), false, Optional.empty(), "podman:2147352574:65536");
    }

    @Test
    void doesNotMapUsersWhereAFileSystemMapsNoOwners() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        check(on(NEW, "", folder, Path.of("/proc/self")), false, Optional.of(true),
            "the file system of /proc/self cannot map owners");
    }

    @Test
    void mapsUsersElseAlsoForFoldersThatDoNotExistYet() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        check(on(NEW, "root:100000:65536\n", folder.resolve("not/made/yet")), true, Optional.empty(), "");
    }
}
