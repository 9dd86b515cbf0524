/**
 * Containers as instances of LXD or Incus. An instance knows no command to run and stop with: it is started with an idle first
 * process, and the program is executed in it.
 */
package dev.ingot.agent.runtime.lxd;
