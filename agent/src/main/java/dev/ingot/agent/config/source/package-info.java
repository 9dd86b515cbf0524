/** Generic reading and writing of a configuration tree: sections, values, their formats, and the problems found. */
package dev.ingot.agent.config.source;
