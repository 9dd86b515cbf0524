/** The protocol between the agent and a grading container. */
@NullMarked
package dev.ingot.agent.grader;

import org.jspecify.annotations.NullMarked;
