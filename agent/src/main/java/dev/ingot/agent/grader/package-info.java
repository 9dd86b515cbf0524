/** The conversation with a grading container, and the student containers it asks for. */
package dev.ingot.agent.grader;
