/** Networks of containers that ask for one, by CNI plugins. */
package dev.ingot.agent.runtime.oci.network;
