/** The commands {@code backend}, {@code submit} and {@code demo}. */
package dev.ingot.backend.cli;
