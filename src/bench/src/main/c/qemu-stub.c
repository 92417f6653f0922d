/*
 * Stands in for qemu where only the moment of its start is of interest: writes a byte to the FIFO
 * beside itself (its own path with ".started" added) as the first thing it does, then fails.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char path[PATH_MAX];
  if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-version") == 0)) {
    puts("QEMU emulator version 7.2.22 (stand-in of the benchmarks)");
    return 0;
  }
  if (snprintf(path, sizeof path, "%s.started", argv[0]) >= (int)sizeof path) return 2;
  int fifo = open(path, O_WRONLY | O_NONBLOCK);
  if (fifo < 0 || write(fifo, "q", 1) != 1) return 2;
  return 1;
}
