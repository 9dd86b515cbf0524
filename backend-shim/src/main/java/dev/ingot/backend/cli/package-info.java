/** The commands {@code backend}, {@code submit}, {@code queue-exporter}, {@code demo} and {@code bench}. */
package dev.ingot.backend.cli;
