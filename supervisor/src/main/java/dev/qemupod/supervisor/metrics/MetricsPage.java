package dev.qemupod.supervisor.metrics;

/** Renders the metrics; what the HTTP endpoints know of this package. */
@FunctionalInterface
public interface MetricsPage {
  /**
   * The metrics now.
   *
   * @param accept the request's Accept header; empty: none
   */
  Scrape scrape(String accept);
}
