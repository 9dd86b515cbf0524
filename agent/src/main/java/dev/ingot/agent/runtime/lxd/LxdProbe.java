package dev.ingot.agent.runtime.lxd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.lxd.client.LxdClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Checks whether a server can run containers, and says what to do when it cannot.
 *
 * @param settings           of the runtime
 * @param client             connected to the server
 * @param mapsOwners         whether the agent maps the owners of mounted files itself
 * @param missingControllers cgroup controllers that the kernel lacks, so that their limits are not enforced
 */
record LxdProbe(LxdSettings settings, LxdClient client, boolean mapsOwners, List<String> missingControllers) {

    /**
     * API extensions that the agent uses and that some versions lack
     * (https://documentation.ubuntu.com/lxd/latest/api-extensions/).
     */
    private static final List<String> REQUIRED_EXTENSIONS =
        List.of("instances", "container_exec_user_group_cwd", "proxy", "kernel_limits");

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
    /** Linux 6.11. */
    private static final int FIRST_KERNEL_WITHOUT_SHIFT = 6011;

    /** Checks the server. */
    Health probe() {
        try {
            return checkServer(client.get("query the server", ""));
        } catch (RuntimeFault e) {
            return explainSilence(e);
        }
    }

    private Health checkServer(JsonNode server) {
        JsonNode environment = server.path("environment");
        String version = environment.path("server").asText() + " " + environment.path("server_version").asText();
        if (!server.path("auth").asText().equals("trusted")) {
            return new Health.Unavailable("the server at " + settings.endpoint().address()
                + " does not trust the agent's certificate",
                "on its host: " + clientCommand() + " config trust add CERTIFICATE.crt");
        }
        List<String> extensions = new ArrayList<>();
        server.path("api_extensions").forEach(extension -> extensions.add(extension.asText()));
        List<String> missing = REQUIRED_EXTENSIONS.stream().filter(extension -> !extensions.contains(extension)).toList();
        if (!missing.isEmpty()) {
            return new Health.Unavailable(version + " lacks " + String.join(", ", missing), "install LXD 5.0 or later, or Incus");
        }
        if (find("project", "/projects/" + settings.project()).isEmpty()) {
            return new Health.Unavailable("there is no project " + settings.project(),
                clientCommand() + " project create " + settings.project() + ", or name another with project:");
        }
        return find("storage pool", "/storage-pools/" + settings.pool()).map(pool -> checkPool(version, environment, pool))
            .orElseGet(() -> new Health.Unavailable("there is no storage pool " + settings.pool(),
                clientCommand() + " storage create " + settings.pool() + " btrfs, or name another with storage-pool:"));
    }

    private Health checkPool(String version, JsonNode environment, JsonNode pool) {
        String state = pool.path("status").asText();
        if (!state.equals("Created")) {
            return new Health.Unavailable("the storage pool " + settings.pool() + " cannot be used: its status is " + state,
                "see " + clientCommand() + " storage show " + settings.pool() + ", and what the server logs at its start");
        }
        String description = version + ", pool " + settings.pool() + " (" + pool.path("driver").asText() + ")";
        if (settings.endpoint().isLocal() && !Files.isExecutable(settings.init().program())) {
            return new Health.Unavailable("there is no " + settings.init().program() + ", the first process of every instance",
                "apt-get install " + settings.init().program().getFileName());
        }
        if (!mapsOwners && !canServerMapOwners(environment)) {
            return new Health.Degraded(description, "all jobs will fail: neither the server (LXD 5.0 on Linux 6.11 or later) nor "
                + "the agent (not root on the server's host) can map the owners of mounted files",
                "run the agent as root on the server's host, with its socket");
        }
        if (!missingControllers.isEmpty()) {
            return new Health.Degraded(description, "the kernel offers no cgroup controller "
                + String.join(", ", missingControllers)
                + ", so some limits of containers are not enforced", CgroupTree.MISSING_CONTROLLER_REMEDY);
        }
        if (settings.disk() > 0 && pool.path("driver").asText().equals("dir")) {
            return new Health.Degraded(description, "a pool of the kind dir limits what containers write only on a file system "
                + "with project quotas", "use a pool on btrfs, zfs or lvm, or mount the file system of the pool with prjquota");
        }
        return checkNetwork(description);
    }

    /** Returns false for LXD 5.0 on Linux 6.11 or later: it reports that it can map owners, and then fails. */
    private static boolean canServerMapOwners(JsonNode environment) {
        Matcher kernel = VERSION.matcher(environment.path("kernel_version").asText());
        return !environment.path("server_version").asText().startsWith("5.0.") || !kernel.lookingAt()
            || Integer.parseInt(kernel.group(1)) * 1000 + Integer.parseInt(kernel.group(2)) < FIRST_KERNEL_WITHOUT_SHIFT;
    }

    private Health checkNetwork(String version) {
        if (find("network", "/networks/" + settings.network()).isPresent()) {
            return new Health.Ready(version);
        }
        return new Health.Degraded(version,
            "there is no network " + settings.network() + ": jobs that request a network will fail",
            clientCommand() + " network create " + settings.network()
                + " ipv4.address=10.214.0.1/16 ipv4.nat=true ipv4.dhcp=false ipv6.address=none dns.mode=none");
    }

    /** Returns what the server has at this path; empty when there is nothing. */
    private Optional<JsonNode> find(String what, String path) {
        try {
            return Optional.of(client.get(what, path));
        } catch (RuntimeFault e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Health explainSilence(RuntimeFault fault) {
        if (fault.getCause() instanceof SSLException) {
            return new Health.Unavailable("the server at " + settings.endpoint().address()
                + " does not have the configured certificate: " + fault.getMessage(),
                "compare " + settings.serverKind().certificate() + " of its host with the file that certificate: names");
        }
        if (!settings.endpoint().isLocal()) {
            return new Health.Unavailable("nothing answers at " + settings.endpoint().address() + ": " + fault.getMessage(),
                "on its host: " + clientCommand() + " config set core.https_address :8443; check the certificates");
        }
        Path socket = settings.endpoint().socket();
        String name = settings.serverKind().configName();
        if (!Files.exists(socket)) {
            return new Health.Unavailable("there is no socket " + socket,
                "install and start " + name + " (apt-get install " + name + "; systemctl start " + name + ")");
        }
        if (!Files.isWritable(socket)) {
            return new Health.Unavailable("no permission to use " + socket, "run the agent as root or add its user to the group "
                + settings.serverKind().group() + " (usermod -aG " + settings.serverKind().group() + " USER, then log in anew)");
        }
        return new Health.Unavailable("no server answers at " + socket + ": " + fault.getMessage(),
            "start it: systemctl start " + name + "; read its log: journalctl -u " + name);
    }

    /** Returns the name of the command-line client, for remedies. */
    private String clientCommand() {
        return settings.serverKind() == LxdServerKind.INCUS ? "incus" : "lxc";
    }
}
