/**
 * Runs containers without a manager: by an OCI command line such as crun or runc, with root file systems made of an image's
 * tree, and cgroups read and written as files.
 */
package dev.ingot.agent.runtime.oci;
