package dev.qemupod.supervisor.host;

import java.util.List;

/**
 * The CPUs that the pod may run on.
 *
 * @param own their numbers, ascending
 * @param online how many the node has
 */
public record PodCpus(List<Integer> own, int online) {
  public PodCpus {
    own = List.copyOf(own);
  }
}
