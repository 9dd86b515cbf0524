/** Jobs run again and again on several runtimes in turn, and what they took: {@code ingot bench}. */
package dev.ingot.backend.bench;
