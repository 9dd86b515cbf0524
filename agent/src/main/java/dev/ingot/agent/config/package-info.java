/** The admin's words: a YAML file and the flags over it, read with every problem named at once. */
package dev.ingot.agent.config;
