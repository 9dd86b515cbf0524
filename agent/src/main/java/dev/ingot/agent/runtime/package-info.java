/**
 * The contract every way of running containers fulfils. Callers know this package only; what differs between runtimes is
 * data ({@link dev.ingot.agent.runtime.Capability}), never a type test.
 */
package dev.ingot.agent.runtime;
