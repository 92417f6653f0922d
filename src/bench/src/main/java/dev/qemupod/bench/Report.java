package dev.qemupod.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that was measured in one run.
 *
 * @param command what repeats it
 * @param date when, in UTC
 * @param shutdown absent in the short run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
    String command,
    String date,
    Machine machine,
    StartReport start,
    List<FootprintReport> footprint,
    @Nullable ShutdownReport shutdown,
    List<Promise> promises) {
  Report {
    footprint = List.copyOf(footprint);
    promises = List.copyOf(promises);
  }

  /** The shutdown, if it was measured. */
  Optional<ShutdownReport> measuredShutdown() {
    return Optional.ofNullable(shutdown);
  }

  /** Whether every promise was kept. */
  boolean kept() {
    return promises.stream().allMatch(Promise::kept);
  }

  /** Writes it as JSON. */
  void write(Path file) throws IOException {
    JsonFile.write(file, this);
  }
}
