package dev.qemupod.supervisor.fetch;

import java.time.Duration;
import java.util.OptionalLong;

/** Is told how a download goes. */
public interface DownloadObserver {
  /**
   * More has come.
   *
   * @param have bytes of the file that are there
   * @param total bytes of the whole file, if known
   * @param more bytes that came over the network since the last call
   */
  void progress(long have, OptionalLong total, long more);

  /** A try failed; the next one follows after the pause. */
  void retry(String trouble, Duration pause);
}
