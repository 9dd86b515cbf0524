/** The phases of a job and the recorder of their times. */
package dev.ingot.timing;
