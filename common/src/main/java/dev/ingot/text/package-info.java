/** Finds the known name that a mistyped word means. */
package dev.ingot.text;
