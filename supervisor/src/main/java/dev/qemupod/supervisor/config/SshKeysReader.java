package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.AuthorizedKey.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads the SSH keys and whose they are, and names what is no key by its line. */
final class SshKeysReader {
  /** Some thousand keys; the guest may read them slowly. */
  private static final int LARGEST_BYTES = 256 << 10;

  /** What useradd(8) takes at most. */
  private static final int LONGEST_USER = 32;

  private static final String EXPECTED = "lines of authorized_keys, each with one public key";

  private final Settings settings;
  private final ArrayList<String> lines = new ArrayList<>();
  private boolean complained;

  SshKeysReader(Settings settings) {
    this.settings = settings;
  }

  Optional<SshKeys> read() {
    Optional<String> user = user();
    Optional<Setting> inline = settings.find(ProvisionVariables.SSH_AUTHORIZED_KEYS);
    Optional<Setting> file = settings.find(ProvisionVariables.SSH_AUTHORIZED_KEYS_FILE);
    if (inline.isPresent() && file.isPresent()) {
      file.get()
          .mustBe("left out when " + inline.get().name() + " is set", "remove one of the two");
      return Optional.empty();
    }
    if (inline.isPresent()) {
      Setting setting = inline.get();
      addLines(setting, settings.raw(setting.name()), "");
      return keys(setting, user);
    }
    if (file.isPresent()) {
      addFiles(file.get());
      return keys(file.get(), user);
    }
    return Optional.empty();
  }

  private Optional<SshKeys> keys(Setting setting, Optional<String> user) {
    if (lines.isEmpty() && !complained) {
      setting.mustBeInstead(
          EXPECTED, "without any", "add the line of a .pub file, or remove the variable");
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(new SshKeys(setting.name(), lines, user));
  }

  private void addFiles(Setting setting) {
    Optional<Path> path = FileChecks.path(setting, "the path of a readable file or folder");
    if (path.isEmpty()) {
      complained = true;
    } else if (Files.isDirectory(path.get())) {
      for (Path file : filesIn(setting, path.get())) {
        addFile(setting, file, " of " + Quoted.of(file.getFileName() + ""));
      }
    } else if (FileChecks.readable(setting, "the path of a readable file or folder").isPresent()) {
      addFile(setting, path.get(), "");
    } else {
      complained = true;
    }
  }

  /** Without what begins with a dot, as the kubelet's ..data in a mounted ConfigMap does. */
  private List<Path> filesIn(Setting setting, Path folder) {
    ArrayList<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!entry.getFileName().toString().startsWith(".") && Files.isRegularFile(entry)) {
          files.add(entry);
        }
      }
    } catch (IOException unreadable) {
      complainUnreadable(setting, unreadable);
    }
    Collections.sort(files);
    return files;
  }

  private void addFile(Setting setting, Path file, String where) {
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(LARGEST_BYTES + 1);
      if (bytes.length > LARGEST_BYTES) {
        complain(setting, "more than 256 KiB" + where, "name the file with the keys");
      } else {
        addLines(setting, new String(bytes, StandardCharsets.UTF_8), where);
      }
    } catch (IOException unreadable) {
      complainUnreadable(setting, unreadable);
    }
  }

  private void addLines(Setting setting, String text, String where) {
    int number = 0;
    int start = text.startsWith("\ufeff") ? 1 : 0;
    boolean goesOn = true;
    while (start <= text.length() && goesOn) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      number++;
      String line = text.substring(start, end).strip();
      if (!AuthorizedKey.isNothing(line)) {
        goesOn = addLine(setting, line, " in line " + number + where);
      }
      start = end + 1;
    }
  }

  /** Whether the next line is worth looking at. */
  private boolean addLine(Setting setting, String line, String where) {
    if (AuthorizedKey.check(line) instanceof Verdict.Bad(String was, String fix, boolean goesOn)) {
      complain(setting, was + where, fix);
      return goesOn;
    }
    // Ignition refuses a config that names a key twice.
    if (!lines.contains(line)) {
      lines.add(line);
    }
    return true;
  }

  private Optional<String> user() {
    Optional<Setting> setting = settings.find(ProvisionVariables.SSH_USER);
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    if (!isUserName(setting.get().text())) {
      setting
          .get()
          .mustBe(
              "a user name of at most 32 letters, digits, dots, hyphens and underscores that begins"
                  + " with a letter or an underscore",
              "use a name such as core");
    } else if (!settings.isSet(ProvisionVariables.SSH_AUTHORIZED_KEYS)
        && !settings.isSet(ProvisionVariables.SSH_AUTHORIZED_KEYS_FILE)) {
      settings
          .problems()
          .warning(
              setting.get().name(),
              "has no effect without QEMU_SSH_AUTHORIZED_KEYS or QEMU_SSH_AUTHORIZED_KEYS_FILE; set"
                  + " one, or remove it");
    }
    return Optional.of(setting.get().text());
  }

  /** The names shadow's useradd(8) and systemd both take; they are part of paths, too. */
  private static boolean isUserName(String text) {
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      boolean first =
          (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
      boolean later = (letter >= '0' && letter <= '9') || letter == '-' || letter == '.';
      if (!first && (index == 0 || !later)) {
        return false;
      }
    }
    return text.length() <= LONGEST_USER;
  }

  private void complainUnreadable(Setting setting, IOException unreadable) {
    complain(
        setting,
        "what can not be read (" + unreadable.getMessage() + ")",
        "check the mount and its mode");
  }

  private void complain(Setting setting, String was, String fix) {
    complained = true;
    setting.mustBeInstead(EXPECTED, was, fix);
  }
}
