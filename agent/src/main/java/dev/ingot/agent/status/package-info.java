/** What an agent does now and did of late, over HTTP: for people, for Kubernetes and systemd, for Prometheus. */
package dev.ingot.agent.status;
