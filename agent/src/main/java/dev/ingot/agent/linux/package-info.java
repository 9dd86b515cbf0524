/**
 * Interfaces that only Linux has: cgroups, mounts, namespaces, epoll, passing of descriptors. The only package that may call
 * native code.
 */
package dev.ingot.agent.linux;
