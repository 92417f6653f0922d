package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.host.ProcessUsage;
import java.time.Instant;
import java.util.Optional;

/**
 * What the supervisor itself is, uses and counts.
 *
 * @param build which supervisor this is
 * @param started when it was started
 * @param process its process
 * @param heapUsed bytes
 * @param heapCommitted bytes
 * @param heapMax bytes
 * @param consoleDropped console bytes that nobody read in time
 * @param logDropped bytes of the log that nobody read in time
 * @param reapedChildren ended processes that the supervisor had started
 * @param reapedOrphans ended processes that it inherited as PID 1
 */
public record SupervisorSample(
    BuildInfo build,
    Instant started,
    Optional<ProcessUsage> process,
    long heapUsed,
    long heapCommitted,
    long heapMax,
    long consoleDropped,
    long logDropped,
    long reapedChildren,
    long reapedOrphans) {}
