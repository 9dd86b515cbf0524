/**
 * A small INGInious backend: agents register on one port, clients on the other. {@link dev.ingot.backend.Dispatcher} decides,
 * knowing nothing of sockets; {@link dev.ingot.backend.Backend} owns them.
 */
package dev.ingot.backend;
