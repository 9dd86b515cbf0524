/** The protocol between the agent and a grading container. */
package dev.ingot.agent.grader;
