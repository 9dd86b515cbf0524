/** The configuration: reads a YAML file and command line flags, reports all problems at once, and writes it as YAML. */
@NullMarked
package dev.ingot.agent.config;

import org.jspecify.annotations.NullMarked;
