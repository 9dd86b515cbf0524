/**
 * A small INGInious backend: agents register on one port, clients on the other. {@link dev.ingot.backend.standin.Dispatcher}
 * decides, knowing nothing of sockets; {@link dev.ingot.backend.standin.StandInBackend} owns them.
 */
package dev.ingot.backend.standin;
