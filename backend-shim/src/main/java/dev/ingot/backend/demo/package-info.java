/** The demo, which grades cases with agent processes on several runtimes, and the classes that start agents. */
package dev.ingot.backend.demo;
