package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import dev.ingot.agent.runtime.oci.OciSettings;
import dev.ingot.agent.runtime.oci.root.WritableLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the restrictions of containers without a manager, from inside a container. */
@RequiresRuntime("oci:crun")
class OciConfinementIT {

    private static final String DOCKERS_CAPABILITIES = "00000000a80425fb";

    @TempDir
    private static Path folder;
    private static ContractFixture fixture;

    @BeforeAll
    static void open() throws Exception {
        OciSettings settings = OciFixture.settings("crun", folder).withLayer(new WritableLayer.InMemory(8 << 20, 200));
        fixture = OciFixture.open(settings, folder);
    }

    @AfterAll
    static void shut() {
        fixture.runtime().close();
    }

    @Test
    void rootHasTheCapabilitiesOfDockerAndAFilter() throws Exception {
        List<String> status = fixture.shell("cat /proc/self/status").run().stdout().lines().toList();
        assertTrue(status.contains("CapEff:\t" + DOCKERS_CAPABILITIES), status::toString);
        assertTrue(status.contains("CapBnd:\t" + DOCKERS_CAPABILITIES), status::toString);
        assertTrue(status.contains("CapInh:\t0000000000000000"), status::toString);
        assertTrue(status.contains("Seccomp:\t2"), status::toString);
    }

    @Test
    void startsWithTheSameGroupsSignalsAndMountTableAsDocker() throws Exception {
        RunResult finished = fixture.shell("cat /proc/self/status; ls -l /etc/mtab; head -c 5 /etc/mtab").run();
        List<String> lines = finished.stdout().lines().toList();
        assertTrue(lines.contains("Groups:\t0 "), finished::stdout);
        assertTrue(lines.contains("SigIgn:\t0000000000000000"), finished::stdout);
        assertTrue(finished.stdout().endsWith(" -> /proc/mounts\noverl"), finished::toString);
    }

    @Test
    void usesOneSeccompFilterBeforeAndAfterItIsCached() throws Exception {
        String first = fixture.shell("cat /proc/self/status").run().stdout();
        String later = fixture.shell("cat /proc/self/status").run().stdout();
        assertTrue(first.contains("Seccomp_filters:\t1") && later.contains("Seccomp_filters:\t1"), later);
    }

    @Test
    void devicesOfTheHostCannotBeOpened() throws Exception {
        RunResult finished = fixture.shell("mknod /disk b 254 0 && mknod /mem c 1 1 && echo made; "
            + "head -c 1 /disk; head -c 1 /mem").run();
        assertEquals("made\n", finished.stdout());
        assertEquals(2, finished.stderr().lines().filter(line -> line.contains("Operation not permitted")).count(),
            finished::stderr);
    }

    @Test
    void nothingCanBeMountedOrUnshared() throws Exception {
        assertNotEquals(0, fixture.shell("mount -t tmpfs none /tmp").run().exit().status());
        assertNotEquals(0, fixture.shell("unshare -m true").run().exit().status());
    }

    @Test
    void theHostsSettingsAreReadOnly() throws Exception {
        String script = "echo 1 > /proc/sys/kernel/printk; mkdir /sys/fs/cgroup/more";
        assertEquals(2, fixture.shell(script).run().stderr().lines().filter(line -> line.contains("Read-only")).count());
        assertEquals("", fixture.shell("cat /proc/kcore /proc/keys /proc/timer_list | head -c 10").run().stdout());
    }

    @Test
    void noMountOfTheHostIsSeen() throws Exception {
        String mounts = fixture.shell("cat /proc/self/mountinfo").run().stdout();
        assertFalse(mounts.contains(" /var/lib/docker ") || mounts.contains("old_root"), mounts);
        assertEquals("1\n", fixture.shell("echo $$").run().stdout());
    }

    @Test
    void noAbstractSocketOfTheHostIsSeen() throws Exception {
        List<String> sockets = fixture.shell("cat /proc/net/unix").run().stdout().lines().skip(1).toList();
        assertEquals(List.of(), sockets);
    }

    @Test
    void limitsWhatIsWrittenAndRemovesItWithTheContainer() throws Exception {
        RunResult full = fixture.shell("dd if=/dev/zero of=/big bs=1048576 count=20; ls -l /big | wc -l").memory(64 << 20).run();
        assertTrue(full.stderr().contains("No space left"), full::stderr);
        assertEquals("1\n", full.stdout());
        RunResult many = fixture.shell("i=0; while touch /tmp/$i; do i=$((i+1)); done").run();
        assertTrue(many.stderr().contains("No space left"), many::stderr);
        assertEquals("", fixture.shell("ls /big /tmp 2>/dev/null").run().stdout().replace("/tmp:", "").strip());
    }

    @Test
    void aForkBombIsLimitedAndRemoved() throws Exception {
        try (Container container = fixture.shell("bomb() { bomb | bomb & }; echo up; bomb; sleep 300").processes(64).create()) {
            assertEquals('u', container.start().stdout().read());
            // Time in which the bomb reaches its limit.
            Thread.sleep(300);
            assertEquals("fine\n", fixture.shell("echo fine").run().stdout());
            container.kill();
            assertTimeoutPreemptively(ContractFixture.TIMEOUT, container::await);
        }
        assertEquals(List.of(), fixture.runtime().findOrphans(fixture.agentId()));
    }

    @Test
    void rejectsASymbolicLinkAsMountSource() throws Exception {
        Path hostile = Files.createDirectories(folder.resolve("hostile"));
        Files.deleteIfExists(hostile.resolve("task"));
        Files.createSymbolicLink(hostile.resolve("task"), Path.of("/etc"));
        for (Path source : List.of(hostile.resolve("task"), hostile.resolve("task/ssl"))) {
            ContainerSpecBuilder builder = fixture.shell("ls /task").mount(Mount.writable(source, "/task"));
            assertThrows(RuntimeFault.class, builder::create);
        }
        assertEquals(List.of(), fixture.runtime().findOrphans(fixture.agentId()));
    }

    @Test
    void hasItsOwnWritableEtcFiles() throws Exception {
        RunResult finished = fixture.shell("cat /etc/hosts /etc/hostname; echo 1.2.3.4 x >> /etc/hosts && tail -n 1 /etc/hosts")
            .run();
        assertTrue(finished.stdout().contains("127.0.0.1\tlocalhost"), finished::stdout);
        assertTrue(finished.stdout().endsWith("1.2.3.4 x\n"), finished::stdout);
        assertFalse(fixture.shell("cat /etc/hosts").run().stdout().contains("1.2.3.4"));
    }
}
