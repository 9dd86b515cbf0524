/** Generates the configuration of a container in the format of the OCI runtime specification. */
package dev.ingot.agent.runtime.oci.bundle;
