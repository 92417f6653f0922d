package dev.qemupod.supervisor.config;

import java.util.Map;

/**
 * An environment in the names of this program, made of one that has another's.
 *
 * @param environment the environment to read, with everything that was in the first one
 * @param writtenAs for each variable of the catalog that was not written by the user: the name that
 *     was, or that would have to be to change it
 * @param problems what was found wrong on the way
 */
record Translation(
    Map<String, String> environment, Map<String, String> writtenAs, Problems problems) {
  Translation {
    environment = Map.copyOf(environment);
    writtenAs = Map.copyOf(writtenAs);
  }
}
