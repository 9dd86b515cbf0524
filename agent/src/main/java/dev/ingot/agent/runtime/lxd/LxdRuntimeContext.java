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

/** Holds what all containers of a runtime share: the client, facts about the server, allocated addresses. */
final class LxdRuntimeContext implements AutoCloseable {

    private final LxdSettings settings;
    private final Optional<CgroupTree> tree;
    private final InstanceApi instances;
    private final ProgramLookup programs;
    private final boolean canMapOwners;
    private UserMap userMap;
    private AddressPool addresses;

    /** @param tree empty when the agent cannot read the cgroups of instances */
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

    /** Returns the calls for instances and images. */
    InstanceApi instances() {
        return instances;
    }

    /** Returns the record of the programs that images have. */
    ProgramLookup programs() {
        return programs;
    }

    /** Returns whether the agent, and not the server, maps the owners of mounted files. */
    boolean canMapOwners() {
        return canMapOwners;
    }

    /** Returns the cgroup that LXC creates for the processes of an instance; empty when the agent cannot read it. */
    Optional<CgroupStats> cgroup(String instance) {
        return tree.flatMap(host -> host.group(Path.of("lxc.payload." + settings.lxcName(instance))));
    }

    /** Returns the folder with the mounts of an instance. */
    Path mountFolder(String agentId, String instance) {
        return settings.scratch().resolve(agentId).resolve(instance);
    }

    /** Returns the names of an agent's instances that have a folder with mounts. */
    List<String> mountFolderNames(String agentId) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(settings.scratch().resolve(agentId))) {
            found.forEach(folder -> names.add(folder.getFileName().toString()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names;
    }

    /** Returns how the server maps the users of instances. It is the same for all, so only the first one is queried. */
    synchronized UserMap userMap(String instance) {
        if (userMap == null) {
            userMap = UserMap.of(instances.describe(instance));
        }
        return userMap;
    }

    /** Returns the addresses of the bridge for containers. */
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
