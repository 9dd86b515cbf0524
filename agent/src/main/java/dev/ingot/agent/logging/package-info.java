/** Log context, log format, sanitizing of untrusted text, and rate limiting. */
package dev.ingot.agent.logging;
