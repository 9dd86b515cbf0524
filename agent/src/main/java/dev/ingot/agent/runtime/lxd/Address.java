package dev.ingot.agent.runtime.lxd;

/**
 * A place in an IPv4 network.
 *
 * @param length  of the network's prefix
 * @param gateway the way out
 */
record Address(String address, int length, String gateway) { }
