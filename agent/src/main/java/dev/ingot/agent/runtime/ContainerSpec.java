package dev.ingot.agent.runtime;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Describes a container to be created. Variables and labels are sorted by name, so that equal containers lead to equal
 * requests.
 *
 * @param imageId     {@link ImageInfo#id()}
 * @param command     replaces the image's command; empty keeps it
 * @param environment variables in addition to the image's
 * @param mounts      bind mounts, in the order in which they are made
 * @param tmpfs       absolute paths of folders in memory, empty at the start and writable for every user of the container
 * @param network     what the container sees of the network
 * @param limits      what the container may use at most
 * @param attached    whether the agent uses stdin, stdout and stderr; if false, stdin is empty and output is dropped
 * @param labels      at least {@link Labels#AGENT}, {@link Labels#JOB} and {@link Labels#ROLE}
 */
public record ContainerSpec(
    String imageId,
    List<String> command,
    Map<String, String> environment,
    List<Mount> mounts,
    List<String> tmpfs,
    Network network,
    Limits limits,
    boolean attached,
    Map<String, String> labels) {

    public ContainerSpec {
        command = List.copyOf(command);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        mounts = List.copyOf(mounts);
        tmpfs = List.copyOf(tmpfs);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Returns a copy whose memory limit is {@code memoryBytes} higher. */
    public ContainerSpec withExtraMemory(long memoryBytes) {
        return new ContainerSpec(imageId, command, environment, mounts, tmpfs, network, limits.withExtraMemory(memoryBytes),
            attached, labels);
    }

    /** Describes a container without folders in memory. */
    public ContainerSpec(String imageId, List<String> command, Map<String, String> environment, List<Mount> mounts,
        Network network, Limits limits, boolean attached, Map<String, String> labels) {
        this(imageId, command, environment, mounts, List.of(), network, limits, attached, labels);
    }
}
