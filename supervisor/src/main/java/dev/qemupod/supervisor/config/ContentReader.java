package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.ProvisionVariables.ContentVariables;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a variable that carries content, or its twin that names a file. */
final class ContentReader {
  private final Settings settings;

  ContentReader(Settings settings) {
    this.settings = settings;
  }

  /** Whether one of the two is set, rightly or wrongly. */
  boolean isSet(ContentVariables pair) {
    return settings.isSet(pair.inline()) || settings.isSet(pair.file());
  }

  /**
   * The content.
   *
   * @param what it is, with its article: {@code "an Ignition config"}
   */
  Optional<Content> read(ContentVariables pair, String what) {
    Optional<Setting> inline = settings.find(pair.inline());
    Optional<Setting> file = settings.find(pair.file());
    if (inline.isPresent() && file.isPresent()) {
      file.get()
          .mustBe("left out when " + inline.get().name() + " is set", "remove one of the two");
      return Optional.empty();
    }
    if (file.isPresent()) {
      Optional<Path> path = FileChecks.readable(file.get(), "the path of " + readable(what));
      return path.isPresent()
          ? Optional.of(new Content.InFile(file.get().name(), path.get()))
          : Optional.empty();
    }
    if (inline.isEmpty()) {
      return Optional.empty();
    }
    String name = inline.get().name();
    if (inline.get().text().startsWith("/")) {
      inline.get().mustBeInstead("the text of " + what, "a path", "use " + name + "_FILE");
      return Optional.empty();
    }
    // The guest gets it byte for byte, with the white space Settings would strip.
    return Optional.of(new Content.Inline(name, settings.raw(name)));
  }

  /** A readable one: "an Ignition config" becomes "a readable Ignition config". */
  private static String readable(String what) {
    return "a readable " + what.substring(what.indexOf(' ') + 1);
  }
}
