package dev.ingot.agent.image;

import dev.ingot.agent.runtime.ContainerRuntime;

/**
 * An environment type as tasks name it ("docker", "docker-ssh"), bound to the runtime that serves it.
 *
 * @param runAsRoot student code may ask for root here; images labelled need_root are listed only then
 * @param gpu       images labelled need_gpu are listed only then
 * @param ssh       run_student may ask for a debug session here
 */
public record EnvironmentType(String name, ContainerRuntime runtime, boolean runAsRoot, boolean gpu, boolean ssh) { }
