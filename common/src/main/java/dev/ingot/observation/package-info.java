/** How both programs are looked at from outside: a small HTTP server, and metrics on it. */
package dev.ingot.observation;
