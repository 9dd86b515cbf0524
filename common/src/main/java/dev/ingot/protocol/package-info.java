/**
 * The messages between an INGInious backend and its agents and clients, and their encoding: one msgpack map per ZeroMQ frame. A
 * backend crashes on one malformed message of an agent, so encoding is exact; decoding is lenient.
 */
package dev.ingot.protocol;
