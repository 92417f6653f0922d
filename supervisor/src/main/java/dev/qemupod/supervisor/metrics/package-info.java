/**
 * Takes one immutable sample a scrape and turns it into Prometheus metrics. The only user of
 * micrometer.
 */
@NullMarked
package dev.qemupod.supervisor.metrics;

import org.jspecify.annotations.NullMarked;
