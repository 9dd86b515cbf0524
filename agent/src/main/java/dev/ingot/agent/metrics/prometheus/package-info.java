/** What Prometheus is told: of finished jobs as they finish, of everything else when it asks. docs/metrics.md has them all. */
package dev.ingot.agent.metrics.prometheus;
