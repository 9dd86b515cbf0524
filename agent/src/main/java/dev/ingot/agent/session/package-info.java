/**
 * The session with the backend: one thread owns the ZeroMQ socket, registers, answers pings, detects a lost backend and registers
 * again. Jobs send their messages through an {@link dev.ingot.agent.session.Outbox}.
 */
package dev.ingot.agent.session;
