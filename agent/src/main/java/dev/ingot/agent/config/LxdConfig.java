package dev.ingot.agent.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is particular to {@code manager: lxd}.
 *
 * @param project     holds the images and gets the instances
 * @param pool        the storage pool of the instances
 * @param network     the bridge of containers that ask for a network
 * @param keystore    the agent's key and certificate for a server over https, PKCS #12 with an empty password
 * @param certificate such a server's own, PEM
 */
public record LxdConfig(String project, String pool, String network, Optional<Path> keystore, Optional<Path> certificate) {

    /** A local server as deploy/host/start-lxd.sh sets it up. */
    public static final LxdConfig DEFAULT =
        new LxdConfig("default", "ingot", "ingotbr0", Optional.empty(), Optional.empty());
}
