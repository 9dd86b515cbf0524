package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

@NamedRuntime("oci:crun")
class TaskDiskOciCrunIT extends TaskDiskContract { }
