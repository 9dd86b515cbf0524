/** ZeroMQ sockets that one thread uses. */
package dev.ingot.backend.zeromq;
