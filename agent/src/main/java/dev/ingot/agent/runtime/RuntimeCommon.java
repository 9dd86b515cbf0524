package dev.ingot.agent.runtime;

import java.nio.file.Path;

/**
 * What a runtime gets from the configuration besides its manager's keys.
 *
 * @param name       of the runtime in the configuration
 * @param tmpdir     the folder of the agent's job directories
 * @param scratch    a folder below it for files of single containers, which managers see under the same path
 * @param imageStore the folder of the agent's own image store
 * @param diskBytes  how much one container may write outside its mounts, in bytes
 * @param inodes     how many files and folders it may create there
 */
public record RuntimeCommon(String name, Path tmpdir, Path scratch, Path imageStore, long diskBytes, long inodes) { }
