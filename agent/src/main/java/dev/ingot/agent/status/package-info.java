/** What an agent does now and did of late, over HTTP: for people, for Kubernetes and systemd, for Prometheus. */
@NullMarked
package dev.ingot.agent.status;

import org.jspecify.annotations.NullMarked;
