package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ByteSize;

/**
 * What every container is held to, whatever its task asks for.
 *
 * @param pids     processes and threads of one container
 * @param files    open files of one process
 * @param students student containers of one job at once
 * @param disk     what one container may write outside its mounts; direct runtimes only
 * @param inodes   files and folders it may make there
 * @param taskDisk what all containers of a job may write into its directory
 */
public record ContainerLimits(int pids, int files, int students, ByteSize disk, int inodes,
                              TaskDiskLimit taskDisk) {
    public static final ContainerLimits DEFAULT =
        new ContainerLimits(1024, 4096, 32, new ByteSize(1L << 30), 100_000, TaskDiskLimit.DEFAULT);
}
