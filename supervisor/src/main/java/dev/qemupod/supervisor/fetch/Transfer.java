package dev.qemupod.supervisor.fetch;

import dev.qemupod.supervisor.config.ImageUrl;
import dev.qemupod.supervisor.fetch.FetchException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file on its way to the volume, over several tries and several runs of the program.
 *
 * <p>It goes on only with what the server says is still the same file (If-Range with a strong ETag
 * or the time of the last change); anything else begins anew.
 */
final class Transfer {
  private static final int BUFFER = 64 << 10;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final ImageUrl url;
  private final Path part;
  private final long most;
  private final boolean checked;
  private final StopSwitch stop;
  private final DownloadObserver observer;
  private long have;

  Transfer(
      ImageUrl url,
      Path part,
      long most,
      boolean checked,
      StopSwitch stop,
      DownloadObserver observer) {
    this.url = url;
    this.part = part;
    this.most = most;
    this.checked = checked;
    this.stop = stop;
    this.observer = observer;
  }

  static Path statePath(Path part) {
    return part.resolveSibling(part.getFileName() + ".state");
  }

  /** How much of the file is there. */
  long received() {
    return have;
  }

  /** Fetches what is missing; returns when the file is whole. */
  void attempt(HttpSource source) throws IOException, FetchException, StopSwitch.StoppedException {
    PartState state = PartState.read(statePath(part), url.shown());
    have = Files.exists(part) ? Files.size(part) : 0;
    if (state.validator().isEmpty() || (state.total().orElse(have) < have)) {
      have = 0;
    }
    if (have > 0 && state.total().isPresent() && state.total().getAsLong() == have) {
      observer.progress(have, state.total(), 0);
      return;
    }
    Map<String, String> headers = new HashMap<>();
    if (have > 0) {
      headers.put("Range", "bytes=" + have + "-");
      headers.put("If-Range", state.validator());
    }
    HttpURLConnection answer = source.get(url, headers);
    try {
      receive(answer, state);
    } finally {
      stop.over();
      answer.disconnect();
    }
  }

  private void receive(HttpURLConnection answer, PartState before)
      throws IOException, FetchException, StopSwitch.StoppedException {
    int status = answer.getResponseCode();
    if (status == RANGE_NOT_SATISFIABLE && have > 0) {
      // Shorter than what is here: it is another file by now.
      Files.deleteIfExists(statePath(part));
      throw new IOException("the file has become another one");
    }
    Answers.requireSuccess(answer);
    OptionalLong length = Answers.length(answer);
    OptionalLong total = length;
    if (status == HttpURLConnection.HTTP_PARTIAL) {
      total = partial(answer, before, length);
    } else {
      have = 0;
    }
    if (total.isEmpty() && !Answers.chunked(answer) && !checked) {
      throw new FetchException(
          Kind.CONFIGURATION,
          "is served without its length, so that a part could be taken for the whole: set its"
              + " checksum (_SHA256)");
    }
    refuseTooMuch(total.orElse(have));
    requireSpace(total);
    PartState state =
        PartState.of(
            url.shown(),
            Answers.header(answer, "ETag"),
            Answers.header(answer, "Last-Modified"),
            total);
    try (FileChannel file = open()) {
      // Only now, when nothing of another file is left that it could vouch for.
      state.write(statePath(part));
      copy(answer, file, total);
    }
    if (total.isPresent() && have < total.getAsLong()) {
      throw new EOFException(
          "the connection ended after " + have + " of " + total.getAsLong() + " bytes");
    }
    // Now its length is known, so that it is not asked for again.
    new PartState(url.shown(), "complete", OptionalLong.of(have)).write(statePath(part));
  }

  /** The whole file's length, after a look at whether the answer goes on where it should. */
  private OptionalLong partial(HttpURLConnection answer, PartState before, OptionalLong length)
      throws IOException {
    Optional<ContentRange> range = ContentRange.parse(Answers.header(answer, "Content-Range"));
    boolean fits =
        have > 0
            && range.isPresent()
            && range.get().first().isPresent()
            && range.get().first().getAsLong() == have;
    if (!fits) {
      Files.deleteIfExists(statePath(part));
      throw new IOException("the server sent another part than was asked for");
    }
    OptionalLong total = range.get().total();
    if (total.isEmpty() && length.isPresent()) {
      total = OptionalLong.of(have + length.getAsLong());
    }
    if (before.total().isPresent() && total.isPresent() && !before.total().equals(total)) {
      Files.deleteIfExists(statePath(part));
      throw new IOException("the file has changed its length meanwhile");
    }
    return total;
  }

  private void copy(HttpURLConnection answer, FileChannel file, OptionalLong total)
      throws IOException, FetchException, StopSwitch.StoppedException {
    byte[] buffer = new byte[BUFFER];
    observer.progress(have, total, 0);
    try (InputStream body = answer.getInputStream()) {
      while (total.isEmpty() || have < total.getAsLong()) {
        // A connection that is not kept has no bound of its own: the server may send more.
        long missing = total.orElse(Long.MAX_VALUE) - have;
        int count = body.read(buffer, 0, (int) Math.min(buffer.length, missing));
        if (count < 0) {
          break;
        }
        stop.check();
        refuseTooMuch(have + count);
        write(file, ByteBuffer.wrap(buffer, 0, count));
        have += count;
        observer.progress(have, total, count);
      }
      sync(file);
    }
  }

  private FileChannel open() throws VolumeException {
    try {
      FileChannel file =
          FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      file.truncate(have).position(have);
      return file;
    } catch (IOException failed) {
      throw new VolumeException(failed);
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) throws VolumeException {
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException failed) {
      throw new VolumeException(failed);
    }
  }

  private static void sync(FileChannel file) throws VolumeException {
    try {
      file.force(true);
    } catch (IOException failed) {
      throw new VolumeException(failed);
    }
  }

  private void refuseTooMuch(long bytes) throws FetchException {
    if (bytes > most) {
      throw new FetchException(
          Kind.CONFIGURATION,
          "is larger than the "
              + most
              + " bytes of QEMU_IMAGE_MAX_SIZE: raise it if the image may be that large");
    }
  }

  private void requireSpace(OptionalLong total) throws IOException, FetchException {
    if (total.isEmpty()) {
      return;
    }
    Path folder = part.toAbsolutePath().getParent();
    long free = folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
    long occupied = Files.exists(part) ? Files.size(part) : 0;
    if (total.getAsLong() - occupied > free) {
      throw new FetchException(
          Kind.UNAVAILABLE,
          "has "
              + total.getAsLong()
              + " bytes, but the volume at "
              + folder
              + " has only "
              + free
              + " left: give it more space");
    }
  }
}
