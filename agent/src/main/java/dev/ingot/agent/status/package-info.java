/** Serves the agent's present and recent state over HTTP: status page, JSON, probes for Kubernetes and systemd, metrics. */
package dev.ingot.agent.status;
