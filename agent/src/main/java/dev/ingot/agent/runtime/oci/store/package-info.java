/**
 * The image store of the runtime {@code oci}: imports images from several sources and flattens each once into a tree that
 * containers share.
 */
package dev.ingot.agent.runtime.oci.store;
