package dev.ingot.agent.runtime.lxd;

/**
 * A place in an IPv4 network.
 *
 * @param prefixLength  of the network's prefix
 * @param gateway the way out
 */
record InstanceAddress(String address, int prefixLength, String gateway) { }
