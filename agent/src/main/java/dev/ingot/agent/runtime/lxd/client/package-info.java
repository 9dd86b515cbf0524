/** Speaks the REST API of LXD and Incus: calls, operations and the websockets of a command, over a Unix socket or https. */
package dev.ingot.agent.runtime.lxd.client;
