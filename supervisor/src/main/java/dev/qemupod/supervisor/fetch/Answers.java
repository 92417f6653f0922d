package dev.qemupod.supervisor.fetch;

import dev.qemupod.supervisor.fetch.FetchException.Kind;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Locale;
import java.util.OptionalLong;

/** Reads the statuses and headers of answers. */
final class Answers {
  private Answers() {}

  /** Returns for a status of 2xx; one that may pass is an {@link IOException}. */
  static void requireSuccess(HttpURLConnection answer) throws IOException, FetchException {
    int status = answer.getResponseCode();
    if (status >= 200 && status < 300) {
      return;
    }
    if (status < 100) {
      throw new IOException("no HTTP was answered");
    }
    String told = "the server answered with status " + status;
    if (status == 408 || status == 429 || status >= 500) {
      throw new BusyException(told, header(answer, "Retry-After"));
    }
    throw new FetchException(
        Kind.CONFIGURATION,
        switch (status) {
          case 401, 403 ->
              "may not be fetched (status "
                  + status
                  + "): give it the credentials of one who may, as in https://user:password@host,"
                  + " or a signature that is still valid";
          case 404, 410 -> "is not there (status " + status + "): correct it";
          case 407 -> "is behind a proxy that wants a password: add it to the proxy's URL";
          default -> "is answered with status " + status + ": correct it";
        });
  }

  /** The header's value, or an empty string. */
  static String header(HttpURLConnection answer, String name) {
    String value = answer.getHeaderField(name);
    return value == null ? "" : value.strip();
  }

  /** How many bytes follow, if the server says so. */
  static OptionalLong length(HttpURLConnection answer) {
    return chunked(answer) ? OptionalLong.empty() : Numbers.parse(header(answer, "Content-Length"));
  }

  /** Whether the body tells its own end. */
  static boolean chunked(HttpURLConnection answer) {
    return header(answer, "Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked");
  }
}
