/** Undoing what was opened when a later step fails. */
package dev.ingot.lifecycle;
