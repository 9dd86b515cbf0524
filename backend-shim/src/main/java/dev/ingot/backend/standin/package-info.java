/**
 * A small INGInious backend: agents register on one port, clients on the other. {@link dev.ingot.backend.standin.Dispatcher}
 * assigns the jobs without using sockets; {@link dev.ingot.backend.standin.StandInBackend} owns the sockets.
 */
package dev.ingot.backend.standin;
