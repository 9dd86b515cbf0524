/** Agents as processes of their own, beside a backend in this one, and what they make of the cases. */
package dev.ingot.backend.demo;
