package dev.qemupod.supervisor.lifecycle;

/** What became of the guest's file systems before its power was cut. */
public sealed interface Freeze {
  /** For a person, after the sentence that tells of the cut. */
  String sentence();

  /** Nobody was asked: there was no agent that answered, or no time. */
  record NotAsked() implements Freeze {
    @Override
    public String sentence() {
      return "Its file systems were not frozen before.";
    }
  }

  /** The agent was asked and has said nothing yet. */
  record Asked() implements Freeze {
    @Override
    public String sentence() {
      return "Its agent did not freeze its file systems in time.";
    }
  }

  /**
   * The agent did not do it.
   *
   * @param reason in words that are fit for the log
   */
  record Failed(String reason) implements Freeze {
    @Override
    public String sentence() {
      return "Its file systems were not frozen before: " + reason + ".";
    }
  }

  /**
   * The agent says that it did it: what was written is on the disks, and they are consistent.
   *
   * @param count of file systems, as the guest counts them
   */
  record Frozen(int count) implements Freeze {
    @Override
    public String sentence() {
      return "Its agent had frozen its file systems before (" + count + ").";
    }
  }
}
