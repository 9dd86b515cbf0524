/** Starts the student containers that a grader requests, and connects each to its grader. */
package dev.ingot.agent.student;
