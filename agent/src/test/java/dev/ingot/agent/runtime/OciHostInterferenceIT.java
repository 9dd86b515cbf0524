package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.oci.OciSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests interference of root with a running agent's processes and folders, and which users may read these folders. */
@RequiresRuntime("oci:crun")
class OciHostInterferenceIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;
    private OciSettings settings;
    private ContractFixture fixture;

    private void open(String command, boolean mapsUsers) throws Exception {
        settings = OciFixture.settings(command, folder).withMappedUsers(mapsUsers);
        fixture = OciFixture.open(settings, folder);
    }

    @AfterEach
    void close() {
        fixture.runtime().close();
    }

    @Test
    void killEndsAContainerWhoseOciCommandIsStopped() throws Exception {
        for (String command : List.of("crun", "runc")) {
            open(command, false);
            try (Container container = fixture.shell("echo up; sleep 300").create()) {
                assertEquals('u', container.start().stdout().read());
                stop(command, container.id());
                container.kill();
                assertEquals(new Exit.Signalled(9), assertTimeoutPreemptively(KILL_TIMEOUT, container::await), command);
                assertFalse(runs(command, container.id()), command);
            }
            assertEquals(List.of(), groups(command), command);
            close();
        }
        open("crun", false);
    }

    /** Tests launchers that are stopped while they wait: on an idle host they wait for hours. */
    @Test
    void neverUsesAStoppedLauncher() throws Exception {
        open("crun", false);
        assertEquals("1\n", fixture.shell("echo 1").run().stdout());
        // Time in which all launchers for later jobs start; their number is not known here.
        Thread.sleep(Duration.ofMillis(500));
        String runs = settings.state().resolve("crun/run").toString();
        List<Long> launchers = commands(line -> line.contains(runs));
        assertFalse(launchers.isEmpty());
        for (long launcher : launchers) {
            stop(launcher);
        }
        for (int i = 0; i < 6; i++) {
            assertEquals("2\n", assertTimeoutPreemptively(TIMEOUT, () -> fixture.shell("echo 2").run()).stdout());
        }
    }

    /** Sends SIGSTOP to the OCI command of a container. */
    private static void stop(String command, String id) throws Exception {
        stop(commands(line -> line.contains(command) && line.endsWith(id)).getFirst());
    }

    private static List<Long> commands(Predicate<String> line) {
        return ProcessHandle.allProcesses().filter(process -> line.test(process.info().commandLine().orElse("")))
            .map(ProcessHandle::pid).toList();
    }

    private static void stop(long process) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(process)).start().waitFor());
    }

    private static boolean runs(String command, String id) throws IOException {
        Path group = CgroupTree.ofHost().orElseThrow().memory().resolve("ingot").resolve(command).resolve(id);
        return Files.exists(group) && !Files.readString(group.resolve("cgroup.procs")).isBlank();
    }

    private List<Path> groups(String command) throws IOException {
        Path ours = CgroupTree.ofHost().orElseThrow().memory().resolve("ingot").resolve(command);
        try (Stream<Path> containers = Files.walk(settings.state().resolve(command).resolve("run"), 2)) {
            List<String> ids = containers.filter(path -> Files.exists(path.resolve("labels.json")))
                .map(path -> path.getFileName().toString()).toList();
            return ids.stream().map(ours::resolve).filter(Files::exists).toList();
        }
    }

    @Test
    void containersStartAgainAfterThePidAndStateFoldersWereRemoved() throws Exception {
        for (String command : List.of("crun", "runc", "runsc")) {
            open(command, false);
            assertEquals("1\n", fixture.shell("echo 1").run().stdout(), command);
            delete(only(settings.state().resolve(command).resolve("run")).resolve("pids"));
            delete(settings.state().resolve(command).resolve("notes"));
            // Time in which launchers for later jobs meet the removed folders.
            Thread.sleep(Duration.ofMillis(500));
            for (int i = 0; i < 6; i++) {
                ContainerSpecBuilder.RunResult finished = assertTimeoutPreemptively(TIMEOUT, () -> fixture.shell("echo 2").run());
                assertEquals("2\n", finished.stdout(), () -> command + finished.stderr());
            }
            close();
        }
        open("crun", false);
    }

    @Test
    void theProbeReportsAMissingRunFolder() throws Exception {
        open("crun", false);
        fixture.shell("true").run();
        assertInstanceOf(Health.Ready.class, fixture.runtime().probe());
        Path runs = settings.state().resolve("crun/run");
        Path moved = Files.move(runs, runs.resolveSibling("elsewhere"));
        Health.Unavailable health = assertInstanceOf(Health.Unavailable.class, fixture.runtime().probe());
        assertTrue(health.reason().contains(runs.toString()), health::reason);
        assertTrue(health.remedy().contains("restart"), health::remedy);
        Files.move(moved, runs);
        assertInstanceOf(Health.Ready.class, fixture.runtime().probe());
    }

    @Test
    void theStateFolderIsPrivate() throws Exception {
        open("crun", false);
        fixture.shell("true").run();
        Path state = settings.state();
        for (Path each : List.of(state, state.resolve("crun"), state.resolve("crun/run"), state.resolve("crun/notes"))) {
            assertEquals("rwx------", modeOf(each), each::toString);
        }
    }

    @Test
    void containerUsersMayTraverseButNotListTheStateFolder() throws Exception {
        open("crun", true);
        assertEquals("1\n", fixture.shell("echo 1").run().stdout());
        Path state = settings.state();
        for (Path each : List.of(state, state.resolve("crun"), state.resolve("crun/run"))) {
            assertEquals("rwx--x--x", modeOf(each), each::toString);
        }
        for (Path each : List.of(state.resolve("crun/notes"), state.resolve("ids"))) {
            assertEquals("rwx------", modeOf(each), each::toString);
        }
    }

    @Test
    void listingRightsOfAnExistingStateFolderAreRemoved() throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        open("crun", false);
        fixture.shell("true").run();
        assertEquals("rwx--x--x", modeOf(state));
    }

    private static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findFirst().orElseThrow();
        }
    }

    private static void delete(Path folder) throws Exception {
        assertEquals(0, new ProcessBuilder("rm", "-rf", folder.toString()).inheritIO().start().waitFor());
    }
}
