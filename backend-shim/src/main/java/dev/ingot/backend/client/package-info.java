/** A client of an INGInious backend, ours or the real one. */
package dev.ingot.backend.client;
