package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

@RequiresRuntime("oci:crun")
class TaskDiskOciCrunIT extends TaskDiskContract { }
