package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.EffectiveValue.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists what holds for every variable and why; disks that are not there are left out. */
public final class EffectiveConfig {
  private final Settings settings;
  private final Map<String, String> writtenAs;

  private EffectiveConfig(Settings settings, Map<String, String> writtenAs) {
    this.settings = settings;
    this.writtenAs = writtenAs;
  }

  /**
   * What holds, secrets masked, in the order of the catalog.
   *
   * @param containerArguments arguments for qemu that came after the image's name
   */
  public static List<EffectiveValue> of(
      Map<String, String> environment, List<String> containerArguments) {
    Map<String, String> read = environment;
    Map<String, String> writtenAs = Map.of();
    if (Settings.isTranslated(environment)) {
      Translation translation = Compatibility.translate(environment);
      read = translation.environment();
      writtenAs = translation.writtenAs();
    }
    return new EffectiveConfig(new Settings(read, new ProblemCollector()), writtenAs)
        .list(containerArguments);
  }

  private List<EffectiveValue> list(List<String> containerArguments) {
    ArrayList<EffectiveValue> values = new ArrayList<>();
    for (Variable variable : VariableCatalog.all()) {
      if (variable.group() != Variable.Group.DISK) {
        add(variable, values);
      } else if (variable.name().length() == "QEMU_HDA".length() && settings.isSet(variable)) {
        addDisk(variable, values);
      }
    }
    for (String argument : containerArguments) {
      values.add(new EffectiveValue("container argument", argument, Origin.ARGUMENTS));
    }
    return List.copyOf(values);
  }

  private void addDisk(Variable path, List<EffectiveValue> values) {
    for (DiskVariables disk : VariableCatalog.DISKS) {
      if (disk.path().name().equals(path.name())) {
        add(path, values);
        for (Variable variable : disk.dependents()) {
          add(variable, values);
        }
      }
    }
  }

  private void add(Variable variable, List<EffectiveValue> values) {
    String raw = settings.raw(variable.name());
    String written = writtenAs.get(variable.name());
    if (!raw.isEmpty() && written != null) {
      values.add(
          new EffectiveValue(variable.name(), shown(variable, raw), Origin.COMPATIBILITY, written));
    } else if (!raw.isEmpty()) {
      Origin origin = variable.name().endsWith("_FILE") ? Origin.FILE : Origin.ENVIRONMENT;
      values.add(new EffectiveValue(variable.name(), shown(variable, raw), origin));
    } else if (variable.name().equals(VariableCatalog.CPU.name())
        && !settings.raw(VariableCatalog.CPU_ALIAS).isEmpty()) {
      String alias = settings.raw(VariableCatalog.CPU_ALIAS).strip();
      values.add(new EffectiveValue(VariableCatalog.CPU_ALIAS, alias, Origin.ALIAS));
    } else if (!variable.fallback().equals("-")) {
      values.add(
          new EffectiveValue(
              variable.name(), variable.fallback().replace("`", ""), Origin.DEFAULT));
    }
  }

  private static String shown(Variable variable, String raw) {
    return variable.masked()
        ? "(" + raw.length() + " characters)"
        : Quoted.withoutCredentials(raw.strip());
  }
}
