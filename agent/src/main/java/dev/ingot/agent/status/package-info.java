/** Serves the agent's present and recent state over HTTP: status page, JSON, probes for Kubernetes and systemd, metrics. */
@NullMarked
package dev.ingot.agent.status;

import org.jspecify.annotations.NullMarked;
