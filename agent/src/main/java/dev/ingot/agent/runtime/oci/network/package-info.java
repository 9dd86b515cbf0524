/** Connects containers to networks with CNI plugins. */
package dev.ingot.agent.runtime.oci.network;
