package dev.qemupod.supervisor.config;

import java.util.List;

/**
 * How many typing mistakes lie between two words: letters missing, added, wrong, or swapped with
 * their neighbour (Damerau and Levenshtein, each part of a word edited at most once).
 */
public final class EditDistance {
  private EditDistance() {}

  /** The mistakes between the two. */
  public static int between(String first, String second) {
    int[][] distance = new int[first.length() + 1][second.length() + 1];
    for (int row = 0; row <= first.length(); row++) {
      distance[row][0] = row;
    }
    for (int column = 0; column <= second.length(); column++) {
      distance[0][column] = column;
    }
    for (int row = 1; row <= first.length(); row++) {
      for (int column = 1; column <= second.length(); column++) {
        distance[row][column] = cheapest(distance, first, second, row, column);
      }
    }
    return distance[first.length()][second.length()];
  }

  /** The first of the candidates with the fewest mistakes; the list must not be empty. */
  public static String nearest(String word, List<String> candidates) {
    String nearest = candidates.get(0);
    int best = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int mistakes = between(word, candidate);
      if (mistakes < best) {
        best = mistakes;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Whether a slip of the hand explains the difference: one mistake in three letters. */
  public static boolean isSlip(String word, String meant) {
    return between(word, meant) <= Math.max(1, meant.length() / 3);
  }

  private static int cheapest(int[][] distance, String first, String second, int row, int column) {
    boolean same = first.charAt(row - 1) == second.charAt(column - 1);
    int best = distance[row - 1][column - 1] + (same ? 0 : 1);
    best = Math.min(best, distance[row - 1][column] + 1);
    best = Math.min(best, distance[row][column - 1] + 1);
    boolean swapped =
        row > 1
            && column > 1
            && first.charAt(row - 1) == second.charAt(column - 2)
            && first.charAt(row - 2) == second.charAt(column - 1);
    return swapped ? Math.min(best, distance[row - 2][column - 2] + 1) : best;
  }
}
