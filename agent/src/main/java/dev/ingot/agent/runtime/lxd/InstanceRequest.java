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
 * Translates a specification to {@code POST /instances}.
 *
 * @param settings of the runtime
 * @param spec     what to create
 * @param image    of the specification
 * @param name     of the instance
 * @param mounts   mounts of the instance, with sources as the server sees them
 * @param shift    whether the server maps the owners of their files
 * @param address  of the instance; empty unless it is on the bridge
 */
record InstanceRequest(LxdSettings settings, ContainerSpec spec, LxdImage image, String name, List<Mount> mounts,
                       boolean shift, Optional<InstanceAddress> address) {

    private static final String INIT = ".ingot-init";
    /** Number of groups that servers give an instance at least. */
    private static final long INSTANCE_GROUPS = 1 << 16;

    /** Returns the body of the request. */
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
        // At its start the server changes the owner of every file, unless this key says that the mapping is already applied.
        image.users().ifPresent(users -> config.put("volatile.last_state.idmap", users));
        config.put("raw.lxc", rawLxcConfig());
        return config;
    }

    /** Returns the configuration keys of the limits that can be changed while the instance runs. */
    static Map<String, String> limits(Limits limits) {
        // One more process, for the instance's init.
        return Map.of("limits.memory", Long.toString(limits.memoryBytes()),
            "limits.processes", Integer.toString(limits.processes() + 1));
    }

    /** Returns the settings for which the server has no keys, in the format of lxc.container.conf(5). */
    private String rawLxcConfig() {
        StringBuilder lines = new StringBuilder()
            .append("lxc.init.cmd = /").append(INIT).append(' ').append(settings.init().arguments()).append('\n')
            .append("lxc.mount.entry = ").append(settings.init().program()).append(' ').append(INIT)
            .append(" none bind,ro,create=file 0 0\n")
            // Usually the init program sets up the loopback interface.
            .append("lxc.hook.start-host = sh -c 'nsenter --target $LXC_PID --net ip link set lo up'\n");
        if (spec.network() instanceof Network.Joined(String other)) {
            // The network namespace belongs to the user namespace of the other instance, so sysfs cannot be mounted here.
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

    /** Returns the root disk. The pool counts the image's files too, so the disk limit includes their size. */
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
