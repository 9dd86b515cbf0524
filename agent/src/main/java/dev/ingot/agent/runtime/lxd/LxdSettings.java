package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.lxd.client.LxdEndpoint;
import java.nio.file.Path;

/**
 * Which server runs the containers, and with what.
 *
 * @param name    of the runtime in the configuration
 * @param project of the server; images, instances and network are the project's
 * @param pool    the storage pool of the instances
 * @param disk    what an instance may write beside its image, in bytes; 0 for as much as the pool has
 * @param network a bridge of the server, for containers that ask for one
 * @param init    the first process of every instance, a static program on the server's host that waits and reaps
 * @param scratch a folder for the mounts of running containers; should not survive a boot
 */
public record LxdSettings(String name, LxdServerKind serverKind, LxdEndpoint endpoint, String project, String pool, long disk,
                          String network, Init init, Path scratch) {

    /** A program and its arguments. */
    public record Init(Path program, String arguments) {

        /** The one that Podman's pods use; Debian has it as a package. */
        public static final Init CATATONIT = new Init(Path.of("/usr/bin/catatonit"), "-P");
    }

    /** What LXC, below the server, calls an instance. */
    String lxcName(String instance) {
        return project.equals("default") ? instance : project + "_" + instance;
    }

    /** What the scripts in {@code deploy/host} set up. */
    public static LxdSettings of(String name, LxdServerKind flavour) {
        return new LxdSettings(name, flavour, LxdEndpoint.of(flavour.socket()), "default", "ingot", 0, "ingotbr0", Init.CATATONIT,
            Path.of("/run/ingot/lxd"));
    }

    /** The same at another place. */
    public LxdSettings withEndpoint(LxdEndpoint newEndpoint) {
        return new LxdSettings(name, serverKind, newEndpoint, project, pool, disk, network, init, scratch);
    }

    /** The same with these of the server's things. */
    public LxdSettings withServerObjects(String newProject, String newPool, String newNetwork) {
        return new LxdSettings(name, serverKind, endpoint, newProject, newPool, disk, newNetwork, init, scratch);
    }

    /** The same with another limit of what is written. */
    public LxdSettings withDiskLimit(long newDisk) {
        return new LxdSettings(name, serverKind, endpoint, project, pool, newDisk, network, init, scratch);
    }

    /** The same with another folder for mounts. */
    public LxdSettings withScratch(Path newScratch) {
        return new LxdSettings(name, serverKind, endpoint, project, pool, disk, network, init, newScratch);
    }
}
