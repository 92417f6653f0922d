package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.fetch.FetchException;
import dev.qemupod.supervisor.fetch.FetchException.Kind;
import dev.qemupod.supervisor.fetch.StopSwitch;
import dev.qemupod.supervisor.host.ChildEnvironment;
import dev.qemupod.supervisor.log.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Makes a qcow2 image of one in another format, by {@code qemu-img convert}. */
final class Conversion {
  private static final int LONGEST_WORD = 4096;

  private final String binary;
  private final StopSwitch stop;
  private final IntConsumer progress;

  /**
   * One by this {@code qemu-img}.
   *
   * @param progress told how many thousandths are done
   */
  Conversion(String binary, StopSwitch stop, IntConsumer progress) {
    this.binary = binary;
    this.stop = stop;
    this.progress = progress;
  }

  void convert(Path from, String format, Path to)
      throws IOException, FetchException, StopSwitch.StoppedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                binary, "convert", "-p", "-O", "qcow2", source(from, format), to.toString())
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    ChildEnvironment.clean(builder.environment());
    Process process = start(builder);
    try (InputStream output = process.getInputStream()) {
      stop.cutBy(process::destroyForcibly);
      String said = read(output);
      int exitCode = process.waitFor();
      stop.check();
      if (exitCode != 0) {
        throw new FetchException(
            said.contains("No space left") ? Kind.UNAVAILABLE : Kind.CONFIGURATION,
            "could not be converted from " + format + ": qemu-img said: " + said.strip());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      stop.over();
      process.destroyForcibly();
    }
  }

  /** Names the one driver and the one file: nothing is probed, and no backing file is opened. */
  private static String source(Path from, String format) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("driver").value(format);
    if (format.equals("vmdk")) {
      // The one of these drivers that would follow a parent.
      json.name("backing").nullValue();
    }
    json.name("file").beginObject();
    json.name("driver").value("file");
    json.name("filename").value(from.toAbsolutePath().toString());
    json.endObject();
    return "json:" + json.endObject();
  }

  private static Process start(ProcessBuilder builder) throws FetchException {
    try {
      return builder.start();
    } catch (IOException missing) {
      throw new FetchException(
          Kind.UNAVAILABLE,
          "is to be converted, which needs qemu-img, but it can not be run: install it into the"
              + " image (package qemu-img or qemu-utils)");
    }
  }

  /** Everything that is no progress, the end of it if it is long. */
  private String read(InputStream output) throws IOException {
    StringBuilder said = new StringBuilder();
    StringBuilder word = new StringBuilder();
    for (int next = output.read(); next >= 0; next = output.read()) {
      if (next != '\r' && next != '\n' && word.length() < LONGEST_WORD) {
        word.append((char) next);
        continue;
      }
      take(word.toString(), said);
      word.setLength(0);
    }
    take(word.toString(), said);
    byte[] bytes = said.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void take(String word, StringBuilder said) {
    OptionalInt thousandths = thousandths(word);
    if (thousandths.isPresent()) {
      progress.accept(thousandths.getAsInt());
    } else if (!word.isBlank()) {
      said.append(said.isEmpty() ? "" : "; ").append(word.strip());
      said.delete(0, Math.max(0, said.length() - LONGEST_WORD));
    }
  }

  /** The progress in what qemu-img writes, {@code (12.34/100%)}; empty: something else. */
  static OptionalInt thousandths(String word) {
    String text = word.strip();
    if (!text.startsWith("(") || !text.endsWith("/100%)")) {
      return OptionalInt.empty();
    }
    try {
      double percent = Double.parseDouble(text.substring(1, text.length() - "/100%)".length()));
      return percent >= 0 && percent <= 100
          ? OptionalInt.of((int) (percent * 10))
          : OptionalInt.empty();
    } catch (NumberFormatException noNumber) {
      return OptionalInt.empty();
    }
  }
}
