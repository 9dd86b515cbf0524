/** The phases of a job, the recorder of their times, and distributions of durations. */
package dev.ingot.timing;
