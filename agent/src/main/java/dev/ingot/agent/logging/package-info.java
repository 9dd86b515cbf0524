/** What log lines say beside their message, in which form, and how often. */
package dev.ingot.agent.logging;
