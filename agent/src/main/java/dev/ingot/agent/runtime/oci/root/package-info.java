/** What a container sees as its files. */
package dev.ingot.agent.runtime.oci.root;
