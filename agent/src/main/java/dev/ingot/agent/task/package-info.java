/** Provides the files of tasks, and creates, fills and removes the directories of jobs. */
package dev.ingot.agent.task;
