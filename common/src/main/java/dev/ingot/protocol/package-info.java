/**
 * The messages an INGInious backend exchanges with its agents and its clients, and their encoding: one msgpack map per
 * ZeroMQ frame. A backend dies of one malformed agent message, so encoding is exact and decoding is lenient.
 */
package dev.ingot.protocol;
