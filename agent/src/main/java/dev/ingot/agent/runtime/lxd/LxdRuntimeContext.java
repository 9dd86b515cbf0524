package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.CgroupTree;
import dev.ingot.agent.runtime.lxd.client.LxdClient;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all containers of a runtime share: the client, what is known of the server, what is held on this host. */
final class LxdRuntimeContext implements AutoCloseable {

    private final LxdSettings settings;
    private final Optional<CgroupTree> tree;
    private final InstanceApi instances;
    private final ProgramLookup programs;
    private final boolean canMapOwners;
    private UserMap userMap;
    private AddressPool addresses;

    /** @param tree empty when the cgroups of instances are out of sight */
    LxdRuntimeContext(LxdSettings settings, Optional<CgroupTree> tree) {
        this.settings = settings;
        this.tree = tree;
        this.instances = new InstanceApi(new LxdClient(settings.endpoint(), settings.project()));
        this.programs = new ProgramLookup();
        this.canMapOwners = settings.endpoint().isLocal() && isRoot();
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    InstanceApi instances() {
        return instances;
    }

    ProgramLookup programs() {
        return programs;
    }

    /** Whether the owners of mounted files are mapped by us and not by the server. */
    boolean canMapOwners() {
        return canMapOwners;
    }

    /** The group LXC makes for what runs in an instance. */
    Optional<CgroupStats> cgroup(String instance) {
        return tree.flatMap(host -> host.group(Path.of("lxc.payload." + settings.lxcName(instance))));
    }

    /** Where the mounts of an instance are. */
    Path mountFolder(String agentId, String instance) {
        return settings.scratch().resolve(agentId).resolve(instance);
    }

    /** The instances of an agent that have a folder. */
    List<String> mountFolderNames(String agentId) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(settings.scratch().resolve(agentId))) {
            found.forEach(folder -> names.add(folder.getFileName().toString()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names;
    }

    /** How the server maps the users of instances; the same for all, and asked of the first. */
    synchronized UserMap userMap(String instance) {
        if (userMap == null) {
            userMap = UserMap.of(instances.describe(instance));
        }
        return userMap;
    }

    /** Of the bridge for containers. */
    synchronized AddressPool addresses() {
        if (addresses == null) {
            addresses = new AddressPool(instances.client().get("network " + settings.network(),
                "/networks/" + settings.network()).path("config").path("ipv4.address").asText());
        }
        return addresses;
    }

    @Override
    public void close() {
        instances.client().close();
    }
}
