/** What a job's containers may use beyond what the kernel enforces: time, and ports of the host. */
package dev.ingot.agent.limits;
