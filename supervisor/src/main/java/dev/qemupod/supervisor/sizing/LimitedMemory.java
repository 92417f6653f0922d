package dev.qemupod.supervisor.sizing;

import static dev.qemupod.supervisor.sizing.SizingConstants.MIB;

import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.MemoryConfig;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.sizing.Headroom.Part;
import dev.qemupod.supervisor.sizing.SizingPolicy.MemoryPlan;
import java.util.List;

/**
 * Divides the pod's memory limit into guest RAM and headroom.
 *
 * @param limit bytes
 * @param model the headroom that is needed
 * @param asked what the user set
 */
record LimitedMemory(long limit, HeadroomModel model, MemoryConfig asked) {
  /** A pod of this size fits every request that can be made sense of. */
  private static final long ABSURD_LIMIT_MIB = 1L << 40;

  /** The user's own headroom, in place of the computed one. */
  static Headroom askedHeadroom(long bytes) {
    return new Headroom(List.of(new Part("QEMU_HEADROOM", bytes, "set by the user")));
  }

  MemoryPlan plan(List<String> warnings) throws ConfigException {
    long most = largestGuest(limit);
    if (asked.ram().isPresent()) {
      return planAsked(SizingPolicy.roundedDown(asked.ram().getAsLong(), warnings), most, warnings);
    }
    if (most < SizingConstants.SMALLEST_GUEST) {
      throw tooSmall();
    }
    warnOfThinHeadroom(most, warnings);
    return planned(most, "the memory limit minus the headroom, rounded down to 2 MiB");
  }

  private MemoryPlan planAsked(long ram, long most, List<String> warnings) throws ConfigException {
    if (ram > most) {
      if (!asked.force()) {
        throw tooMuch(ram, most);
      }
      warnings.add(
          "QEMU_RAM of "
              + MemoryText.mib(ram)
              + " is used because of QEMU_RAM_FORCE, although "
              + SizeExplanation.sum(headroom(ram), limit)
              + " leaves "
              + MemoryText.mib(most)
              + ": expect the pod to be OOM-killed once the guest uses its memory");
    } else {
      warnOfThinHeadroom(ram, warnings);
    }
    return planned(ram, "QEMU_RAM");
  }

  private MemoryPlan planned(long ram, String reason) {
    return new MemoryPlan(ram, reason, headroom(ram), model.translationCache(limit));
  }

  private Headroom headroom(long ram) {
    return asked.headroom().isPresent()
        ? askedHeadroom(asked.headroom().getAsLong())
        : model.headroom(limit, ram);
  }

  private long largestGuest(long anyLimit) {
    if (asked.headroom().isEmpty()) {
      return model.largestGuest(anyLimit);
    }
    long rest = anyLimit - asked.headroom().getAsLong();
    return Math.max(0, rest) / SizingConstants.RAM_STEP * SizingConstants.RAM_STEP;
  }

  private void warnOfThinHeadroom(long ram, List<String> warnings) {
    if (asked.headroom().isEmpty()) {
      return;
    }
    long needed = model.headroom(limit, ram).total();
    long kept = limit - ram;
    if (kept < needed) {
      warnings.add(
          "QEMU_HEADROOM leaves "
              + MemoryText.mib(kept)
              + " beside the guest's RAM, and "
              + MemoryText.mib(needed)
              + " are expected to be needed: the pod may be OOM-killed; unset it to use the"
              + " computed headroom");
    }
  }

  private ConfigException tooSmall() {
    if (asked.headroom().isPresent()) {
      return problem(
          "QEMU_HEADROOM",
          "must leave at least "
              + MemoryText.mib(SizingConstants.SMALLEST_GUEST)
              + " of the pod's memory limit of "
              + MemoryText.mib(limit)
              + " to the guest, was "
              + MemoryText.mib(asked.headroom().getAsLong())
              + "; lower it, or raise resources.limits.memory to at least "
              + MemoryText.quantity(smallestLimit(SizingConstants.SMALLEST_GUEST)));
    }
    return problem(
        "memory limit",
        "must leave at least "
            + MemoryText.mib(SizingConstants.SMALLEST_GUEST)
            + " to the guest, was "
            + SizeExplanation.sum(headroom(0), limit)
            + "; raise resources.limits.memory to at least "
            + MemoryText.quantity(smallestLimit(SizingConstants.SMALLEST_GUEST)));
  }

  private ConfigException tooMuch(long ram, long most) {
    String unset =
        most >= SizingConstants.SMALLEST_GUEST
            ? "unset it to get " + MemoryText.mib(most) + ", or raise"
            : "raise";
    return problem(
        "QEMU_RAM",
        "must be at most "
            + MemoryText.mib(most)
            + " here, was "
            + MemoryText.mib(ram)
            + ": the pod has "
            + SizeExplanation.sum(headroom(most), limit)
            + "; "
            + unset
            + " resources.limits.memory to at least "
            + MemoryText.quantity(smallestLimit(ram))
            + ", or set QEMU_RAM_FORCE=1 to risk the OOM kill");
  }

  /**
   * The smallest limit, in whole MiB, that leaves that much; exact, because guests never shrink.
   */
  private long smallestLimit(long ram) {
    long tooSmall = 0;
    long enough = ABSURD_LIMIT_MIB;
    while (enough - tooSmall > 1) {
      long middle = (tooSmall + enough) / 2;
      if (largestGuest(middle * MIB) >= ram) {
        enough = middle;
      } else {
        tooSmall = middle;
      }
    }
    return enough * MIB;
  }

  private static ConfigException problem(String variable, String message) {
    return new ConfigException(List.of(new Problem(variable, message)));
  }
}
