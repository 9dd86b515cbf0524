/** Closes resources that were opened when a later step fails. */
@NullMarked
package dev.ingot.lifecycle;

import org.jspecify.annotations.NullMarked;
