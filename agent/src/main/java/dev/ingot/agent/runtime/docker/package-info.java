/** Runs containers through managers that offer Docker's API. OCI runtimes are identified by the names registered there. */
package dev.ingot.agent.runtime.docker;
