/** Closes resources that were opened when a later step fails. */
package dev.ingot.lifecycle;
