package dev.ingot.agent.config;

/**
 * What every container is held to, whatever its task asks for.
 *
 * @param pids     processes and threads of one container
 * @param files    open files of one process
 * @param students student containers of one job at once
 */
public record ContainerLimits(int pids, int files, int students) {
    public static final ContainerLimits DEFAULT = new ContainerLimits(1024, 4096, 32);
}
