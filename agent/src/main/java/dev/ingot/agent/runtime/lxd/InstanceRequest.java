package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.NetworkSysctls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A specification in the words of {@code POST /instances}.
 *
 * @param image   the specification's
 * @param mounts  what the instance shall see, with sources as the server finds them
 * @param shift   whether the server shall map the owners of their files
 * @param address its place in the network, where it has one
 */
record InstanceRequest(LxdSettings settings, ContainerSpec spec, LxdImage image, String name, List<Mount> mounts,
                       boolean shift, Optional<InstanceAddress> address) {

    private static final String INIT = ".ingot-init";
    /** Servers give an instance at least these. */
    private static final long INSTANCE_GROUPS = 1 << 16;

    Map<String, Object> toBody() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("type", "container");
        body.put("ephemeral", true);
        body.put("profiles", List.of());
        body.put("source", Map.of("type", "image", "fingerprint", LxdImage.fingerprint(spec.imageId())));
        body.put("config", config());
        body.put("devices", devices());
        return body;
    }

    private Map<String, String> config() {
        Map<String, String> config = new LinkedHashMap<>();
        spec.labels().forEach((label, value) -> config.put(InstanceApi.labelKey(label), value));
        config.putAll(limits(spec.limits()));
        config.put("limits.memory.swap", "false");
        config.put("limits.kernel.nofile", Integer.toString(spec.limits().files()));
        config.put("security.privileged", "false");
        config.put("security.nesting", "false");
        config.put(settings.serverKind().guestApiKey(), "false");
        // The server changes the owner of every file at the start, unless they are what they shall be.
        image.users().ifPresent(users -> config.put("volatile.last_state.idmap", users));
        config.put("raw.lxc", rawLxcConfig());
        return config;
    }

    /** Those that can change later. */
    static Map<String, String> limits(Limits limits) {
        // The first process is not the program's.
        return Map.of("limits.memory", Long.toString(limits.memoryBytes()),
            "limits.processes", Integer.toString(limits.processes() + 1));
    }

    /** What the server has no words for. */
    private String rawLxcConfig() {
        StringBuilder lines = new StringBuilder()
            .append("lxc.init.cmd = /").append(INIT).append(' ').append(settings.init().arguments()).append('\n')
            .append("lxc.mount.entry = ").append(settings.init().program()).append(' ').append(INIT)
            .append(" none bind,ro,create=file 0 0\n")
            // Usually an init does that, once there is a network namespace.
            .append("lxc.hook.start-host = sh -c 'nsenter --target $LXC_PID --net ip link set lo up'\n");
        if (spec.network() instanceof Network.Joined(String other)) {
            // The network belongs to the other's users, so the kernel shows no sysfs of it to ours.
            lines.append("lxc.namespace.share.net = ").append(settings.lxcName(other)).append('\n')
                .append("lxc.mount.auto =\nlxc.mount.auto = proc:rw cgroup:mixed\n");
        } else {
            NetworkSysctls.of(INSTANCE_GROUPS).forEach((name, value) -> lines
                .append("lxc.sysctl.").append(name).append(" = ").append(value).append('\n'));
        }
        address.ifPresent(at -> lines
            .append("lxc.net.0.ipv4.address = ").append(at.address()).append('/').append(at.prefixLength()).append('\n')
            .append("lxc.net.0.ipv4.gateway = ").append(at.gateway()).append('\n'));
        return lines.toString();
    }

    private Map<String, Map<String, String>> devices() {
        Map<String, Map<String, String>> devices = new LinkedHashMap<>();
        devices.put("root", root());
        for (Mount mount : mounts) {
            devices.put("mount" + devices.size(), disk(mount));
        }
        if (!(spec.network() instanceof Network.None)) {
            devices.put("resolver", Map.of("type", "disk", "source", "/etc/resolv.conf", "path", "/etc/resolv.conf",
                "readonly", "true"));
        }
        if (spec.network() instanceof Network.Bridge(Map<Integer, Integer> ports)) {
            devices.put("eth0", Map.of("type", "nic", "name", "eth0", "network", settings.network()));
            new TreeMap<>(ports).forEach((inside, outside) -> devices.put("port" + inside, Map.of("type", "proxy",
                "listen", "tcp:0.0.0.0:" + outside, "connect", "tcp:127.0.0.1:" + inside)));
        }
        return devices;
    }

    /** A pool counts what is the image's too. */
    private Map<String, String> root() {
        Map<String, String> root = new TreeMap<>(Map.of("type", "disk", "path", "/", "pool", settings.pool()));
        if (settings.disk() > 0) {
            image.size().ifPresent(size -> root.put("size", Long.toString(size + settings.disk())));
        }
        return root;
    }

    private Map<String, String> disk(Mount mount) {
        Map<String, String> disk = new LinkedHashMap<>();
        disk.put("type", "disk");
        disk.put("source", mount.source().toString());
        disk.put("path", mount.target());
        disk.put("readonly", Boolean.toString(mount.readOnly()));
        if (shift) {
            disk.put("shift", "true");
        }
        return disk;
    }
}
