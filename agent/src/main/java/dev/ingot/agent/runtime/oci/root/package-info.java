/** Prepares the root file systems of containers. */
package dev.ingot.agent.runtime.oci.root;
