/** The messages between an agent and the program inside a grading container, and their framing on stdin and stdout. */
package dev.ingot.grading;
