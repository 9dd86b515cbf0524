/** The soak test, which runs many jobs and checks for leaks: {@code ingot bench soak}. */
package dev.ingot.backend.soak;
