package dev.qemupod.supervisor.metrics;

/**
 * Which supervisor this is.
 *
 * @param version the release
 * @param revision the commit it was built from
 * @param javaVersion the runtime it runs on
 */
public record BuildInfo(String version, String revision, String javaVersion) {}
