/** The phases of a job and the clock that stamps them. */
package dev.ingot.timing;
