/** Task files on their way from the teacher's folder into a job's own directory. */
package dev.ingot.agent.task;
