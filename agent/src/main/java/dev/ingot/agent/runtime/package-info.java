/**
 * Contains the contract that every runtime fulfils. Callers use this package only. Differences between runtimes are data
 * ({@link dev.ingot.agent.runtime.Capability}); callers never test for types.
 */
package dev.ingot.agent.runtime;
