/** What a job log says of many jobs: percentiles and plots. */
package dev.ingot.agent.report;
