/** Containers of a Docker daemon, or of what speaks its API. The OCI runtime underneath is a name to the daemon. */
package dev.ingot.agent.runtime.docker;
