package dev.qemupod.supervisor.metrics;

/**
 * A page of metrics.
 *
 * @param contentType as the page's writer names it
 * @param body the page, to be sent as UTF-8
 */
public record Scrape(String contentType, String body) {}
