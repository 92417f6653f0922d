package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Looks at the {@code QEMU_*} names that no variable of the catalog has. */
final class OtherNames {
  private static final String PREFIX = "QEMU_";

  private final Settings settings;

  OtherNames(Settings settings) {
    this.settings = settings;
  }

  void check(Map<String, String> environment) {
    ArrayList<String> others = new ArrayList<>();
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(PREFIX)
          && !entry.getValue().isEmpty()
          && VariableCatalog.position(name) == VariableCatalog.all().size()
          && !ServiceLinks.isOne(name, entry.getValue())) {
        others.add(name);
      }
    }
    Collections.sort(others);
    for (String name : others) {
      warn(name);
    }
  }

  private void warn(String name) {
    List<Variable> all = VariableCatalog.all();
    ArrayList<String> known = new ArrayList<>(all.size());
    for (Variable variable : all) {
      known.add(variable.name().substring(PREFIX.length()));
    }
    String typed = name.substring(PREFIX.length());
    String nearest = EditDistance.nearest(typed, known);
    String hint =
        EditDistance.isSlip(typed, nearest) ? "did you mean " : "the nearest known name is ";
    settings
        .problems()
        .warning(
            Quoted.unlessPlain(name),
            "is not a variable this version knows, and is ignored; "
                + hint
                + PREFIX
                + nearest
                + (hint.startsWith("did") ? "?" : ""));
  }
}
