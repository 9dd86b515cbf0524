/** Jobs of every kind for long, and whether anything of them stays: {@code ingot bench soak}. */
package dev.ingot.backend.soak;
