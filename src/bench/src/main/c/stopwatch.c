/*
 * Measures the time from the exec of a command to an event, in nanoseconds of CLOCK_MONOTONIC.
 *
 *   stopwatch output COMMAND...      until the first byte of its standard output is read
 *   stopwatch fifo PATH COMMAND...   until the first byte of a FIFO is read
 *   stopwatch end COMMAND...         until it has ended with status 0
 *
 * The clock starts in the forked child, in the last instruction before execvp, and every event is
 * seen by the same poll(2): what is compared is measured alike. It is C since a Java program starts
 * others through a helper process of its own, and wakes up late. The command gets a process group
 * of its own, which is killed once the event is there. Root's commands are PID 1 of a namespace
 * with its own /proc, as in a container. Exit status: 0 and the time on standard output, or 1 and a
 * sentence on standard error.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DEADLINE_MILLISECONDS = 60000 };

static pid_t child;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("stopwatch: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  if (child > 0) kill(-child, SIGKILL);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) fail("clock_gettime: %s", strerror(errno));
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* Runs in the child; `output` is its standard output. */
__attribute__((noreturn)) static void become(char **command, int output, int64_t *started) {
  int nothing = open("/dev/null", O_RDWR);
  setpgid(0, 0);
  if (getpid() == 1 && (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
                        mount("proc", "/proc", "proc", 0, NULL) != 0))
    _exit(125);
  if (dup2(nothing, STDIN_FILENO) < 0 || dup2(output < 0 ? nothing : output, STDOUT_FILENO) < 0)
    _exit(126);
  *started = now();
  execvp(command[0], command);
  _exit(127);
}

/* Waits until the descriptor can be read, or the process of the pidfd has ended. */
static int64_t await(int mark, int process) {
  struct pollfd waits[] = {{process, POLLIN, 0}, {mark, POLLIN, 0}};
  char byte;
  if (poll(waits, mark < 0 ? 1 : 2, DEADLINE_MILLISECONDS) <= 0)
    fail("nothing happened within %d ms", DEADLINE_MILLISECONDS);
  int64_t happened = now();
  if (mark >= 0 && read(mark, &byte, 1) != 1) fail("the command ended before the event");
  return happened;
}

int main(int argc, char **argv) {
  int command = argc > 2 && strcmp(argv[1], "fifo") == 0 ? 3 : 2;
  if (argc <= command) fail("usage: stopwatch output|end|fifo PATH COMMAND...");
  bool until_end = strcmp(argv[1], "end") == 0;
  int output[2] = {-1, -1};
  int mark = -1;
  if (command == 3) {
    /* Opened for both, so that there is no end of file while nobody writes. */
    mark = open(argv[2], O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (mark < 0) fail("%s: %s", argv[2], strerror(errno));
  } else if (!until_end) {
    if (pipe2(output, O_CLOEXEC) != 0) fail("pipe2: %s", strerror(errno));
    mark = output[0];
  }
  int64_t *started = mmap(NULL, sizeof *started, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (started == MAP_FAILED) fail("mmap: %s", strerror(errno));
  if (geteuid() == 0 && unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) fail("unshare: %s", strerror(errno));
  child = fork();
  if (child < 0) fail("fork: %s", strerror(errno));
  if (child == 0) become(argv + command, output[1], started);
  if (output[1] >= 0) close(output[1]);
  int process = (int)syscall(SYS_pidfd_open, child, 0);
  if (process < 0) fail("pidfd_open: %s", strerror(errno));
  int64_t happened = await(mark, process);
  if (!until_end) kill(-child, SIGKILL);
  int status;
  if (waitpid(child, &status, 0) != child) fail("waitpid: %s", strerror(errno));
  if (until_end && status != 0) fail("%s ended with wait status %d", argv[command], status);
  printf("%lld\n", (long long)(happened - *started));
  return 0;
}
