package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * Where health and metrics are served ({@code QEMU_HTTP}).
 *
 * @param host the address to bind; absent: every address
 * @param port 0 (any free port, for tests) to 65535
 */
public record HttpAddress(Optional<String> host, int port) {}
