package dev.ingot.agent.runtime.lxd;

/**
 * Describes the address of an instance in an IPv4 network.
 *
 * @param address      in dotted decimal notation
 * @param prefixLength of the network, in bits
 * @param gateway      address of the default gateway
 */
record InstanceAddress(String address, int prefixLength, String gateway) { }
