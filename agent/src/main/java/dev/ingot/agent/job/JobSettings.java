package dev.ingot.agent.job;

/**
 * What the admin decided for all jobs.
 *
 * @param slots        jobs at once
 * @param memoryMiB    the most memory one job may ask for
 * @param processes    processes and threads of one container
 * @param files        open files of one process
 * @param students     student containers of one job at once
 * @param debugger     graders are run for a debugger: network on, half an hour
 * @param debugHost    where people reach published ports; null when not known, and then no port can be had
 */
public record JobSettings(
    int slots, long memoryMiB, int processes, int files, int students, boolean debugger, String debugHost) { }
