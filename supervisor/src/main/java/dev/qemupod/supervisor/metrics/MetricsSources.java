package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.config.KubevirtIdentity;
import dev.qemupod.supervisor.lifecycle.VmView;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where the metrics get what they show.
 *
 * @param build which supervisor this is
 * @param kubevirt whom KubeVirt's dashboards are to see; absent: nobody
 * @param clock the event loop's clock, which the view's times were read from
 * @param started when the supervisor was started
 * @param view what the event loop last published
 * @param samplingSocket the QMP socket that samples have for themselves; empty until it is planned
 * @param root {@code /}, or a tree of files that stands for its {@code /proc} and {@code /sys}
 * @param consoleDropped console bytes that nobody read in time
 * @param logDropped bytes of the log that nobody read in time
 * @param reapedChildren ended processes that the supervisor had started
 * @param reapedOrphans ended processes that it inherited as PID 1
 */
public record MetricsSources(
    BuildInfo build,
    Optional<KubevirtIdentity> kubevirt,
    InstantSource clock,
    Instant started,
    Supplier<VmView> view,
    Supplier<Optional<Path>> samplingSocket,
    Path root,
    LongSupplier consoleDropped,
    LongSupplier logDropped,
    LongSupplier reapedChildren,
    LongSupplier reapedOrphans) {}
