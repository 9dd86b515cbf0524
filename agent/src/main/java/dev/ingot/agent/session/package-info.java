/**
 * The agent's side of the wire: one thread owns one ZeroMQ socket, registers with the backend, answers its pings, notices
 * its silence and registers anew. What jobs have to say goes through an {@link dev.ingot.agent.session.Outbox}.
 */
package dev.ingot.agent.session;
