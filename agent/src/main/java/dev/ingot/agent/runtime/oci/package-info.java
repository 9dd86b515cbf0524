/**
 * Containers without a daemon: an OCI command line such as crun or runc, a root made of an image's tree, cgroups read and
 * written as files.
 */
package dev.ingot.agent.runtime.oci;
