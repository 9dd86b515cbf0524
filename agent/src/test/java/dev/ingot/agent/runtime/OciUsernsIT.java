package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.linux.OverlayFolder;
import dev.ingot.agent.linux.PinnedFolder;
import dev.ingot.agent.runtime.ContainerSpecBuilder.RunResult;
import dev.ingot.agent.runtime.oci.OciRuntime;
import dev.ingot.agent.runtime.oci.OciSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which users of the host a container's users are with {@code userns: auto}. */
@RequiresRuntime("oci:crun")
class OciUsernsIT {

    private static final String MAP = "cat /proc/self/uid_map | tr -s ' '";
    private static final long FIRST_HOST_ID = 1_879_048_192L;
    /** Creates as many as possible, prints their number and the size of the first pipe, then waits. */
    private static final String TAKE_ALL = """
        $( = $) = "4242 4242"; $< = $> = 4242;
        pipe(my $in, my $out) or die $!; my $size = fcntl($in, 1032, 0);
        my ($instances, $queues, @pipes) = (0, 0);
        for (1 .. 1500) { pipe(my $r, my $w) or last; push @pipes, $r, $w }
        $instances++ while syscall(294, 0) >= 0;
        while (1) { my $name = "q$queues"; last if syscall(240, $name, 0102, 0600, 0) < 0; $queues++ }
        $| = 1; print "$instances instances, $queues queues, pipes of $size\\n"; <STDIN>;
        """;

    /** Number of successive jobs, enough for the last ones to get user namespaces of earlier ones. */
    private static final int JOBS_UNTIL_REUSE = 60;

    /**
     * Prints what it may do and what it finds, and leaves what it can: a key (add_key 248, keyctl 250, request_key
     * 249), a limit of its namespace, a queue (mq_open 240), shared memory (shmget 29), a socket without a file, a file,
     * inotify instances and a program.
     */
    private static final String LEAVE = """
        use Socket;
        my $type = "user"; my $name = "left"; my $what = "x";
        my $keys = grep { $_ >= 0 } syscall(248, $type, $name, $what, 1, -4), syscall(249, $type, $name, 0, -4),
            syscall(250, 0, -4, 1);
        print $keys ? "keys there" : "keys denied";
        print open(my $limit, ">", "/proc/sys/user/max_inotify_instances") ? ", limits there" : ", limits denied";
        print ", ", scalar(grep { m{/\\d+$} } glob("/proc/*")), " processes";
        print syscall(240, $name, 0302, 0600, 0) < 0 ? ", queue there" : ", queue made";
        print syscall(29, 4242, 4096, 03600) < 0 ? ", memory there" : ", memory made";
        socket(my $s, AF_UNIX, SOCK_STREAM, 0);
        print bind($s, pack_sockaddr_un("\\0left")) ? ", socket bound" : ", socket there";
        print -e "/tmp/left" ? ", file there" : ", file made"; open(my $f, ">", "/tmp/left");
        my $instances = 0; $instances++ while $instances < 100 && syscall(294, 0) >= 0;
        print $instances == 100 ? ", instances left\\n" : ", only $instances instances\\n";
        close STDOUT; $SIG{TERM} = $SIG{HUP} = "IGNORE"; if (!fork) { close STDIN; close STDERR; sleep 100 }
        """;

    @TempDir
    private static Path folder;
    private static OciSettings settings;
    private static ContractFixture fixture;

    @BeforeAll
    static void open() throws Exception {
        settings = OciFixture.settings("crun", folder).withMappedUsers(true);
        fixture = OciFixture.open(settings, folder);
    }

    @AfterAll
    static void shut() throws IOException {
        fixture.runtime().close();
        assertEquals(List.of(), ranges(), "every range is given back");
    }

    @Test
    void theProbeReportsTheUsernsMode() {
        String told = fixture.runtime().probe().toString();
        assertTrue(told.contains("userns: auto"), told);
        try (OciRuntime host = new OciRuntime(settings.withMappedUsers(false))) {
            assertTrue(host.probe().toString().contains("userns: host"), () -> host.probe().toString());
        }
    }

    @Test
    void everyJobHasUsersOfItsOwnAndNoneIsTheHosts() throws Exception {
        try (Container first = fixture.shell(MAP + "; cat").create(); Container second = fixture.shell(MAP + "; cat").create()) {
            long one = rootOf(first.start());
            long other = rootOf(second.start());
            assertTrue(one >= FIRST_HOST_ID && other >= FIRST_HOST_ID, one + " " + other);
            assertTrue(Math.abs(one - other) >= 65_536, one + " " + other);
        }
    }

    @Test
    void filesInMountsAndImageKeepTheirOwnersOnTheHost() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setAttribute(shared, "unix:uid", 4242);
        RunResult finished = fixture.shell("stat -c %u /task /bin/sh /etc /etc/hosts; touch /task/root; touch /task/worker; "
            + "chown 4242:4242 /task/worker").mount(Mount.writable(shared, "/task")).run();
        assertEquals("4242\n0\n0\n0\n", finished.stdout(), finished::stderr);
        assertEquals(0, Files.getAttribute(shared.resolve("root"), "unix:uid"));
        assertEquals(4242, Files.getAttribute(shared.resolve("worker"), "unix:gid"));
    }

    @Test
    void anOverlaidTaskKeepsItsOwnersAndIsNotChanged() throws Exception {
        Path task = Files.createDirectory(folder.resolve("task"));
        Files.setAttribute(Files.writeString(task.resolve("run"), "x"), "unix:uid", 4242);
        Files.writeString(task.resolve("roots"), "x");
        OverlayFolder layer = new OverlayFolder(folder.resolve("layer"), Files.createDirectory(folder.resolve("shown")));
        layer.mount(task);
        Files.createDirectory(layer.target().resolve("student"));
        Mount mount = Mount.writable(layer.target(), "/task").withOwnerMapping(Optional.of(layer::mapOwners));
        try (Container grader = fixture.shell("stat -c %u:%g /task/run /task/roots /task/student | xargs; "
                + "chown -R 4242:4242 /task && echo cheat > /task/roots && rm /task/run; echo changed; read x; "
                + "stat -c %u:%g /task/* /task/student/* | xargs; cat").mount(mount).create()) {
            Stdio streams = grader.start();
            assertEquals("4242:0 0:0 0:0", line(streams));
            assertEquals("changed", line(streams));
            assertThrows(RuntimeFault.class, () -> fixture.shell("true").mount(mount).create(), "another job's");
            try (PinnedFolder shown = PinnedFolder.open(layer.target().resolve("student"))) {
                shown.openOrMakeFolder("scripts", layer.rootUid()).close();
            }
            streams.stdin().write("\n".getBytes(StandardCharsets.US_ASCII));
            streams.stdin().flush();
            assertEquals("4242:4242 4242:4242 0:0", line(streams));
            RunResult student = fixture.shell("stat -c %u /task; touch /task/mine; stat -c %u /task/mine").student()
                .mount(Mount.writable(layer.target().resolve("student"), "/task").withOwnerMapping(Optional.of(layer::mapOwners)))
                .run();
            assertEquals("4242\n0\n", student.stdout(), student::stderr);
        } finally {
            layer.unmount();
        }
        assertEquals("x", Files.readString(task.resolve("roots")));
        assertEquals(4242, Files.getAttribute(task.resolve("run"), "unix:uid"));
    }

    @Test
    void rootOfTheContainerHasNoRightsOfTheHostsRoot() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "x");
        Files.setAttribute(secret, "unix:mode", 0600);
        Files.setAttribute(secret, "unix:uid", 70_000);
        RunResult finished = fixture.shell("cat /secret; chown 0 /secret; mknod /null c 1 3")
            .mount(Mount.writable(secret, "/secret")).run();
        assertEquals("", finished.stdout());
        assertEquals(3, finished.stderr().lines().count(), finished::stderr);
    }

    /** Tests the kernel's limits per user: inotify(7), mq_overview(7), pipe(7). */
    @Test
    void perUserKernelLimitsAreCountedForEachJob() throws Exception {
        try (Container first = fixture.perl(TAKE_ALL).files(8192).create();
                Container second = fixture.perl(TAKE_ALL).files(8192).create()) {
            String taken = line(first.start());
            assertTrue(taken.matches("[1-9]\\d* instances, [1-9]\\d* queues, pipes of 65536"), taken);
            assertEquals(taken, line(second.start()));
        }
    }

    @Test
    void leavesTheOwnerOfTheHostsNullDeviceUnchanged() throws Exception {
        try (Container detached = fixture.shell("echo x > /dev/stdout").detached().create()) {
            detached.start();
            detached.await();
        }
        int owner = (int) Files.getAttribute(Path.of("/dev/null"), "unix:uid");
        assertTrue(owner < FIRST_HOST_ID, "/dev/null belongs to " + owner);
        assertNotEquals(0, ranges().size(), "prepared namespaces have ranges");
    }

    /** Tests what a user namespace could retain of a job: limits, keys, and objects of programs that outlived the job. */
    @Test
    void aReusedUserNamespaceCarriesNoStateOver() throws Exception {
        Set<String> told = new HashSet<>();
        for (int i = 0; i < JOBS_UNTIL_REUSE; i++) {
            told.add(fixture.perl(LEAVE).run().stdout().strip());
        }
        assertTrue(namespaces().size() < JOBS_UNTIL_REUSE, () -> "none served twice: " + namespaces());
        assertEquals(Set.of("keys denied, limits denied, 1 processes, queue made, memory made, socket bound, file made, "
            + "instances left"), told);
    }

    @Test
    void aUserNamespaceWithARunningProcessIsNotReused() throws Exception {
        Process survivor;
        long root;
        try (Container container = fixture.shell(MAP + "; cat").create()) {
            root = rootOf(container.start());
            survivor = new ProcessBuilder("nsenter", "--user=" + namespaceOf(root), "sleep", "100").start();
            awaitMap(survivor, root);
        }
        try {
            for (int i = 0; i < JOBS_UNTIL_REUSE; i++) {
                String map = fixture.shell(MAP).run().stdout();
                assertNotEquals(root, Long.parseLong(map.strip().split(" ")[1]), "job " + i);
            }
        } finally {
            survivor.destroyForcibly().waitFor();
        }
    }

    private static String namespaceOf(long root) {
        return namespaces().stream().filter(path -> path.endsWith(Long.toString(root))).findFirst().orElseThrow().toString();
    }

    /** Returns all user namespaces: unused, in use, or returned by a job. */
    private static List<Path> namespaces() {
        try (Stream<Path> runs = Files.list(settings.state().resolve("crun/run"));
                Stream<Path> all = Files.list(runs.findFirst().orElseThrow().resolve("users"))) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitMap(Process process, long root) throws Exception {
        Path map = Path.of("/proc", Long.toString(process.pid()), "uid_map");
        Eventually.awaitTrue(() -> Files.readString(map).contains(Long.toString(root)),
            () -> "process " + process.pid() + " is not in the namespace of " + root);
    }

    private static long rootOf(Stdio streams) throws IOException {
        return Long.parseLong(line(streams).strip().split(" ")[1]);
    }

    private static String line(Stdio streams) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = streams.stdout().read(); c >= 0 && c != '\n'; c = streams.stdout().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static List<String> ranges() throws IOException {
        try (Stream<Path> taken = Files.list(settings.state().resolve("ids"))) {
            return taken.map(Path::toString).toList();
        }
    }
}
