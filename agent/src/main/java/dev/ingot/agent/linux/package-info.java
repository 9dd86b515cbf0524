/** What only Linux has: cgroup files, mounts, descriptor passing. The only package that may call native code. */
package dev.ingot.agent.linux;
