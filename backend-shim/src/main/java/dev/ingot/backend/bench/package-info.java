/** Benchmarks that run jobs on several runtimes in turns, and report times and resources: {@code ingot bench jobs}. */
package dev.ingot.backend.bench;
