/** A thread that uses ZeroMQ sockets, with workarounds for faults of JeroMQ. */
package dev.ingot.backend.zeromq;
