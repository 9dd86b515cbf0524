/** What a job log says of many jobs: percentiles and plots. */
@NullMarked
package dev.ingot.agent.report;

import org.jspecify.annotations.NullMarked;
