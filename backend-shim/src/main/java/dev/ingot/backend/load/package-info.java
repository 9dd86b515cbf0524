/** Many jobs at once, and what they took. */
package dev.ingot.backend.load;
