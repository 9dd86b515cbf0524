package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

@RequiresRuntime("docker:crun")
class TaskDiskDockerCrunIT extends TaskDiskContract { }
