package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.lxd.client.LxdEndpoint;
import java.nio.file.Path;

/**
 * Everything a runtime of LXD or Incus needs to be opened.
 *
 * @param name    of the runtime in the configuration
 * @param serverKind LXD or Incus
 * @param endpoint where the server listens
 * @param project of the server; contains images, instances and network
 * @param pool    the storage pool of the instances
 * @param disk    how much an instance may write, without its image, in bytes; 0 for as much as the pool has
 * @param network a bridge of the server, for containers that ask for one
 * @param init    the first process of every instance, a static program on the server's host that reaps orphaned processes
 * @param scratch a folder for the mounts of running containers, on a file system that a reboot empties
 */
public record LxdSettings(String name, LxdServerKind serverKind, LxdEndpoint endpoint, String project, String pool, long disk,
                          String network, Init init, Path scratch) {

    /**
     * A program and its arguments.
     *
     * @param program   its path
     * @param arguments with spaces between them
     */
    public record Init(Path program, String arguments) {

        /** The program that Podman's pods use; a package of Debian (https://github.com/openSUSE/catatonit). */
        public static final Init CATATONIT = new Init(Path.of("/usr/bin/catatonit"), "-P");
    }

    /** Returns the name of an instance in LXC, which runs below the server. */
    String lxcName(String instance) {
        return project.equals("default") ? instance : project + "_" + instance;
    }

    /** Creates the settings of a local server as the scripts in {@code deploy/host} set it up. */
    public static LxdSettings of(String name, LxdServerKind server) {
        return new LxdSettings(name, server, LxdEndpoint.of(server.socket()), "default", "ingot", 0, "ingotbr0", Init.CATATONIT,
            Path.of("/run/ingot/lxd"));
    }

    /** Returns a copy with another endpoint. */
    public LxdSettings withEndpoint(LxdEndpoint newEndpoint) {
        return new LxdSettings(name, serverKind, newEndpoint, project, pool, disk, network, init, scratch);
    }

    /** Returns a copy with another project, storage pool and bridge. */
    public LxdSettings withServerObjects(String newProject, String newPool, String newNetwork) {
        return new LxdSettings(name, serverKind, endpoint, newProject, newPool, disk, newNetwork, init, scratch);
    }

    /** Returns a copy with another limit of written bytes. */
    public LxdSettings withDiskLimit(long newDisk) {
        return new LxdSettings(name, serverKind, endpoint, project, pool, newDisk, network, init, scratch);
    }

    /** Returns a copy with another folder for mounts. */
    public LxdSettings withScratch(Path newScratch) {
        return new LxdSettings(name, serverKind, endpoint, project, pool, disk, network, init, newScratch);
    }
}
