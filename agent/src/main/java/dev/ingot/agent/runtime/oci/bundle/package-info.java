/** The configuration a container is run by, in the format of the OCI runtime specification. */
package dev.ingot.agent.runtime.oci.bundle;
