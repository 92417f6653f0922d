package dev.qemupod.bench;

import java.util.Map;

/**
 * One pod of one round.
 *
 * @param bootSeconds from the container's start to a guest that is ready
 * @param complaints lines on the guest's console that tell of lost time
 * @param one with one process that works
 * @param all with as many as vCPUs; the same as one, if that is one
 */
record CpuRun(double bootSeconds, int complaints, Phase one, Phase all) {
  /** Where answers come from. */
  enum Place {
    GUEST,
    LIVEZ,
    METRICS
  }

  /**
   * A time of full load.
   *
   * @param seconds it lasted, by the host's clock
   * @param units of work that the guest did
   * @param guestSeconds it lasted, by the guest's clock
   * @param throttling of the pod
   * @param times CPU seconds by thread
   * @param answers to those who asked meanwhile
   */
  record Phase(
      double seconds,
      long units,
      double guestSeconds,
      CgroupCpu.Throttling throttling,
      ThreadTimes times,
      Map<Place, LatencyProbe.Answers> answers) {
    Phase {
      answers = Map.copyOf(answers);
    }
  }
}
