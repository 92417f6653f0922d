package dev.qemupod.bench;

/** A number of SPECIFICATION.md and what was measured; kept if at most the limit. */
record Promise(String what, double limit, double measured, String unit, boolean kept) {
  static Promise atMost(String what, double limit, double measured, String unit) {
    return new Promise(what, limit, measured, unit, measured <= limit);
  }
}
