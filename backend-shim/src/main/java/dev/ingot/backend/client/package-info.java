/** A client of an INGInious backend, which may be the stand-in backend or a real one. */
package dev.ingot.backend.client;
