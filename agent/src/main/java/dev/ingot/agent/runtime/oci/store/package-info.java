/** The image store of the direct path: images from anywhere, each flattened once into a tree that containers share. */
package dev.ingot.agent.runtime.oci.store;
