/** The conversation with a grading container. */
package dev.ingot.agent.grader;
