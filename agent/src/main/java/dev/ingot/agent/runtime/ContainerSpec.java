package dev.ingot.agent.runtime;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container shall be. Variables and labels are in the order of their names, so that equal containers are asked for in
 * equal words.
 *
 * @param imageId     {@link ImageInfo#id()}
 * @param command     replaces the image's command; empty keeps it
 * @param environment variables besides the image's
 * @param tmpfs       folders in memory, empty at the start, where everybody in the container may write
 * @param attached    whether stdin, stdout and stderr are wanted; when not, stdin is empty and output is dropped
 * @param labels      {@link Labels#AGENT}, {@link Labels#JOB}, {@link Labels#ROLE} at least
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

    /** The same, with that much more memory. */
    public ContainerSpec withExtraMemory(long memoryBytes) {
        return new ContainerSpec(imageId, command, environment, mounts, tmpfs, network, limits.withExtraMemory(memoryBytes),
            attached, labels);
    }

    /** Without folders in memory. */
    public ContainerSpec(String imageId, List<String> command, Map<String, String> environment, List<Mount> mounts,
        Network network, Limits limits, boolean attached, Map<String, String> labels) {
        this(imageId, command, environment, mounts, List.of(), network, limits, attached, labels);
    }
}
