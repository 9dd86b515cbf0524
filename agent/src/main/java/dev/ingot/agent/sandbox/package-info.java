/** Where jobs are graded: containers and directories, made for a job when it comes, or before. */
package dev.ingot.agent.sandbox;
