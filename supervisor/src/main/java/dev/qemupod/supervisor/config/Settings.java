package dev.qemupod.supervisor.config;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The environment seen through the catalog: "set" means not empty. */
final class Settings {
  private final Map<String, String> environment;
  private final ProblemCollector problems;

  Settings(Map<String, String> environment, ProblemCollector problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** Whether the environment has to be translated from another image's names first. */
  static boolean isTranslated(Map<String, String> environment) {
    String compat = environment.get(VariableCatalog.COMPAT.name());
    return compat != null && !compat.isEmpty();
  }

  /** Where problems that belong to no single setting are reported. */
  ProblemCollector problems() {
    return problems;
  }

  /** Whether the variable has any value, good or bad. */
  boolean isSet(Variable variable) {
    return !raw(variable.name()).isEmpty();
  }

  /** The variable, if it is set to more than white space. */
  Optional<Setting> find(Variable variable) {
    return find(variable.name());
  }

  /** As {@link #find(Variable)}, for names that are no variable of the catalog. */
  Optional<Setting> find(String name) {
    String raw = raw(name);
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    String text = raw.strip();
    Setting setting = new Setting(name, text.isEmpty() ? raw : text, problems);
    if (text.isEmpty()) {
      setting.mustBe(
          "given a value", "which is only white space", "set it to something, or remove it");
      return Optional.empty();
    }
    return Optional.of(setting);
  }

  /** The value exactly as it was given; empty when it is not set. */
  String raw(String name) {
    String value = environment.get(name);
    return value == null ? "" : value;
  }

  /** The verbatim text of a variable. */
  Optional<String> text(Variable variable) {
    Optional<Setting> setting = find(variable);
    return setting.isPresent() ? Optional.of(setting.get().text()) : Optional.empty();
  }

  /** A switch that is off when it is not set. */
  boolean flag(Variable variable) {
    return flag(variable, false);
  }

  /** A switch with its default. */
  boolean flag(Variable variable, boolean fallback) {
    Optional<Setting> setting = find(variable);
    if (setting.isEmpty()) {
      return fallback;
    }
    return setting.get().take(Flag.parse(setting.get().text())).orElse(fallback);
  }

  /** An amount of memory, bytes. */
  OptionalLong memory(Variable variable) {
    Optional<Setting> setting = find(variable);
    if (setting.isEmpty()) {
      return OptionalLong.empty();
    }
    Optional<Long> bytes =
        setting.get().take(Quantity.parse(setting.get().text(), Quantity.Kind.MEMORY));
    return bytes.isPresent() ? OptionalLong.of(bytes.get()) : OptionalLong.empty();
  }

  /** One of a few words. */
  <T> T choice(Variable variable, Choices<T> choices, T fallback) {
    Optional<Setting> setting = find(variable);
    if (setting.isEmpty()) {
      return fallback;
    }
    return setting.get().take(choices.parse(setting.get().text())).orElse(fallback);
  }
}
