/** The configuration: reads a YAML file and command line flags, reports all problems at once, and writes it as YAML. */
package dev.ingot.agent.config;
