package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.QmpObserver;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;

/**
 * All metrics of the supervisor, behind one face.
 *
 * <p>To construct it loads micrometer, which takes longer than qemu takes to start: not before qemu
 * is spawned. It measures nothing until it is scraped.
 */
public final class Metrics implements MetricsPage, AutoCloseable {
  private static final Duration FRESH_FOR = Duration.ofMillis(1500);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int USUAL_PAGE_BYTES = 32 * 1024;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final QmpMeters qmpMeters;
  private final VmSampler sampler;
  private final SampleCache cache;
  private final PageAhead pages;
  private final MetricsSources sources;
  private final InstantSource clock;
  private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

  /** Metrics of these sources. */
  public Metrics(MetricsSources sources) {
    this(sources, QmpSampling::connector);
  }

  Metrics(MetricsSources sources, Function<QmpObserver, QmpSource.Connector> qmp) {
    MicrometerLog.use();
    PrometheusMeterRegistry meters =
        new PrometheusMeterRegistry(new MeterConfig(), registry, Clock.SYSTEM)
            .throwExceptionOnRegistrationFailure();
    this.sources = sources;
    this.clock = sources.clock();
    this.qmpMeters = new QmpMeters(meters);
    this.sampler = new VmSampler(sources, qmp.apply(qmpMeters.commandsOnly()), clock);
    this.cache = new SampleCache(sampler::take, FRESH_FOR, PATIENCE);
    this.pages = new PageAhead(this::write, sources.view(), cache, System::nanoTime);
    registry.register(new VmCollector(MetricCatalog.groups(sources.kubevirt()), this::sample));
  }

  /** Is told of what the event loop's QMP connection does. */
  public QmpObserver qmpObserver() {
    return qmpMeters;
  }

  /**
   * The metrics now, in OpenMetrics where the client accepts it and else in Prometheus' text
   * format. The choice is made here, because the library's own prefers protobuf, whose writer is
   * not shipped.
   */
  @Override
  public Scrape scrape(String accept) {
    return pages.scrape(accept);
  }

  private Scrape write(String accept) {
    ExpositionFormatWriter writer =
        accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text")
            ? openMetrics
            : text;
    // Before anything is collected, so that the page counts what the measurement asked qemu.
    cache.refresh();
    ByteArrayOutputStream page = new ByteArrayOutputStream(USUAL_PAGE_BYTES);
    try {
      writer.write(page, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException("a page in memory can not fail", e);
    }
    return new Scrape(writer.getContentType(), page.toString(StandardCharsets.UTF_8));
  }

  /** Ends the sampling; scrapes go on with the last sample. */
  @Override
  public void close() {
    cache.close();
    sampler.close();
  }

  private VmSample sample() {
    return cache
        .latest()
        .orElseGet(sampler::unmeasured)
        .asOf(clock.instant(), sources.view().get());
  }
}
