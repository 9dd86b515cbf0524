package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

@NamedRuntime("docker:crun")
class TaskDiskDockerCrunIT extends TaskDiskContract { }
