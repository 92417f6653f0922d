package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import dev.qemupod.supervisor.storage.ImageProgress;
import java.util.List;

/** The images that this run fetches or has fetched, if any. */
final class ImageMetrics implements MetricGroup {
  static final MetricDefinition STEP =
      gauge(
          "qemu_image_step",
          "image fetcher",
          "1 for what is being done to fetch the image that a variable names, 0 for everything"
              + " else.",
          "variable",
          "step");
  static final MetricDefinition PROGRESS =
      gauge(
          "qemu_image_step_ratio",
          "image fetcher",
          "The part of the image's step that is done, from 0 to 1, where that is known.",
          "variable");
  static final MetricDefinition DOWNLOADED =
      counter(
          "qemu_image_downloaded_bytes_total",
          "image fetcher",
          "Bytes of the image that came over the network.",
          "variable");
  static final MetricDefinition RETRIES =
      counter(
          "qemu_image_download_retries_total",
          "image fetcher",
          "Failed tries to download the image.",
          "variable");

  @Override
  public String title() {
    return "Images";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(STEP, PROGRESS, DOWNLOADED, RETRIES);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    for (ImageProgress image : sample.view().images()) {
      for (ImageProgress.Step step : ImageProgress.Step.values()) {
        exposition.add(STEP, step == image.step() ? 1 : 0, image.variable(), step.word());
      }
      if (image.percent() >= 0) {
        double total = image.total().orElse(1);
        exposition.add(PROGRESS, Math.min(1, image.done() / total), image.variable());
      }
      exposition.add(DOWNLOADED, image.received(), image.variable());
      exposition.add(RETRIES, image.retries(), image.variable());
    }
  }
}
