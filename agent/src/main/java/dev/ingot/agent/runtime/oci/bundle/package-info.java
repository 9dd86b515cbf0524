/** Generates the configuration of a container in the format of the OCI runtime specification. */
@NullMarked
package dev.ingot.agent.runtime.oci.bundle;

import org.jspecify.annotations.NullMarked;
