/** Closes resources in reverse order, at the end of an object's life or when a later step fails. */
@NullMarked
package dev.ingot.lifecycle;

import org.jspecify.annotations.NullMarked;
