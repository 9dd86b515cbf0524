/** Which environments this agent offers: the grading images of its runtimes, read by their labels. */
package dev.ingot.agent.image;
