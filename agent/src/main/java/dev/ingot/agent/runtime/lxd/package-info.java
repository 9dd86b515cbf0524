/**
 * Runs containers as instances of LXD or Incus. An instance does not end with a command: it is started with an idle first
 * process, and the program is executed in it.
 */
package dev.ingot.agent.runtime.lxd;
