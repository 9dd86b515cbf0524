/** Finds the environments that this agent offers: the grading images of its runtimes, by their labels. */
package dev.ingot.agent.image;
