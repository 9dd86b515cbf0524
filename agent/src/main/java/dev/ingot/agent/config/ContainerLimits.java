package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ByteSize;

/**
 * Limits of every container, whatever its task asks for.
 *
 * @param pids     processes and threads of one container, at least 1
 * @param files    open files of one process, at least 1
 * @param students student containers of one job at once, at least 1
 * @param disk     how much one container may write outside its mounts; Docker and Podman do not enforce it
 * @param inodes   how many files and folders it may create there, at least 1
 * @param taskDisk how much all containers of a job together may write into the job's directory
 */
public record ContainerLimits(int pids, int files, int students, ByteSize disk, int inodes,
                              TaskDiskLimit taskDisk) {
    /** The limits of a configuration that names none. */
    public static final ContainerLimits DEFAULT =
        new ContainerLimits(1024, 4096, 32, new ByteSize(1L << 30), 100_000, TaskDiskLimit.DEFAULT);
}
