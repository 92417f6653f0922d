/*
 * Stands in for qemu in the tests of the supervisor's duties as PID 1: it ends in any way it is
 * told to, before or after QMP, and otherwise tells on standard output what reaches it.
 *
 *   stub-qemu [any option of qemu]... -stub WORD[,WORD]...
 *
 *   exit=N          exits with N at once             (without "serve": before QMP)
 *   signal=N        dies of signal N at once
 *   serve           speaks QMP; exit= and signal= then come after the first query-status
 *   poweroff        the guest powers itself off after the first query-status
 *   hangs           does not end by quit
 *   idle            opens nothing, and waits for its end; says STUB-IDLE
 *   orphans=N       leaves N orphans behind, which end one after the other, then says ORPHANS N
 *   orphans-later=N the same for each byte of standard input, which it does not tell then
 *
 * A serving stub says "IN xx" for each byte of standard input and "SIGNAL n" for each TERM, INT and
 * HUP, none of which ends it; it powers off by system_powerdown and ends by quit.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_CLIENTS = 16, LINE = 4096 };

struct client {
  int descriptor;
  size_t length;
  char line[LINE];
};

static struct client clients[MOST_CLIENTS];
static int client_count;
static const char *state = "running";
static bool powers_off;
static bool hangs;
static long exit_code = -1;
static long exit_signal = -1;
static long orphans_later;

static void die(const char *what) {
  perror(what);
  exit(2);
}

static void end_as_told(void) {
  if (exit_signal > 0) {
    struct rlimit no_core = {0, 0};
    sigset_t all;
    setrlimit(RLIMIT_CORE, &no_core);
    signal((int)exit_signal, SIG_DFL);
    sigfillset(&all);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    raise((int)exit_signal);
  }
  if (exit_code >= 0) _exit((int)exit_code);
}

static void send_text(int descriptor, const char *text) {
  if (send(descriptor, text, strlen(text), MSG_NOSIGNAL) < 0 && errno != EPIPE) die("send");
}

static void broadcast(const char *text) {
  for (int index = 0; index < client_count; index++) send_text(clients[index].descriptor, text);
}

static void power_off(void) {
  state = "shutdown";
  broadcast("{\"timestamp\": {\"seconds\": 1, \"microseconds\": 0}, \"event\": \"SHUTDOWN\","
            " \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}\r\n");
}

/* Copies the raw value of a member without spaces in it. */
static void member(const char *line, const char *name, char *value, size_t size) {
  char key[64];
  snprintf(key, sizeof key, "\"%s\":", name);
  const char *start = strstr(line, key);
  value[0] = 0;
  if (start == NULL) return;
  start += strlen(key);
  size_t length = strcspn(start, ",}");
  snprintf(value, size, "%.*s", (int)length, start);
}

static void answer(struct client *client) {
  char id[64], command[64], reply[512];
  member(client->line, "id", id, sizeof id);
  member(client->line, "execute", command, sizeof command);
  bool status = strcmp(command, "\"query-status\"") == 0;
  if (status) {
    snprintf(reply, sizeof reply,
             "{\"return\": {\"status\": \"%s\", \"running\": true}, \"id\": %s}\r\n", state, id);
  } else {
    snprintf(reply, sizeof reply, "{\"return\": {}, \"id\": %s}\r\n", id);
  }
  send_text(client->descriptor, reply);
  if (status) end_as_told();
  if (status && powers_off) {
    powers_off = false;
    power_off();
  } else if (strcmp(command, "\"system_powerdown\"") == 0) {
    power_off();
  } else if (strcmp(command, "\"quit\"") == 0 && !hangs) {
    _exit(0);
  }
}

/* False once the client has gone. */
static bool listen_to(struct client *client) {
  ssize_t count =
      recv(client->descriptor, client->line + client->length, LINE - 1 - client->length, 0);
  if (count <= 0) return false;
  client->length += (size_t)count;
  client->line[client->length] = 0;
  for (char *end; (end = strchr(client->line, '\n')) != NULL;) {
    *end = 0;
    answer(client);
    client->length -= (size_t)(end + 1 - client->line);
    memmove(client->line, end + 1, client->length + 1);
  }
  return true;
}

static void welcome(int server) {
  int descriptor = accept(server, NULL, NULL);
  if (descriptor < 0 || client_count == MOST_CLIENTS) die("accept");
  clients[client_count].descriptor = descriptor;
  clients[client_count].length = 0;
  client_count++;
  send_text(descriptor, "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7},"
                        " \"package\": \"\"}, \"capabilities\": [\"oob\"]}}\r\n");
}

static int serve_at(const char *option) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *path = option + strlen("unix:");
  snprintf(address.sun_path, sizeof address.sun_path, "%.*s", (int)strcspn(path, ","), path);
  unlink(address.sun_path); /* as qemu does: the one before it may have left its own */
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(server, (struct sockaddr *)&address, sizeof address) != 0) die(address.sun_path);
  if (listen(server, 4) != 0) die("listen");
  return server;
}

/* Each orphan ends when the one before it has: deaths come one by one, while the others live. */
static void leave_orphans(long count) {
  pid_t between = fork();
  if (between == 0) {
    int link[2];
    if (pipe(link) != 0) die("pipe");
    int before = link[0];
    int first = link[1];
    for (long number = 0; number < count; number++) {
      if (pipe(link) != 0) die("pipe");
      pid_t orphan = fork();
      if (orphan < 0) die("fork");
      if (orphan == 0) {
        char byte;
        close(first);
        close(link[0]);
        if (read(before, &byte, 1) < 0) _exit(1);
        _exit((int)(number % 256));
      }
      close(before);
      close(link[1]);
      before = link[0];
    }
    _exit(0);
  }
  int status;
  if (between < 0 || waitpid(between, &status, 0) != between || status != 0) die("orphans");
  printf("ORPHANS %ld\n", count);
}

static void hear(unsigned char byte) {
  if (orphans_later > 0)
    leave_orphans(orphans_later);
  else
    printf("IN %02x\n", byte);
}

static void serve(int servers[], int server_count) {
  struct pollfd waits[MOST_CLIENTS + 4];
  sigset_t told;
  sigemptyset(&told);
  sigaddset(&told, SIGTERM);
  sigaddset(&told, SIGINT);
  sigaddset(&told, SIGHUP);
  sigprocmask(SIG_BLOCK, &told, NULL);
  int signals = signalfd(-1, &told, SFD_CLOEXEC);
  int input = STDIN_FILENO;
  puts("STUB-READY");
  while (true) {
    int count = 0;
    waits[count++] = (struct pollfd){signals, POLLIN, 0};
    waits[count++] = (struct pollfd){input, POLLIN, 0};
    for (int index = 0; index < server_count; index++)
      waits[count++] = (struct pollfd){servers[index], POLLIN, 0};
    int first_client = count;
    for (int index = 0; index < client_count; index++)
      waits[count++] = (struct pollfd){clients[index].descriptor, POLLIN, 0};
    if (poll(waits, (nfds_t)count, -1) < 0) die("poll");
    for (int index = client_count - 1; index >= 0; index--) {
      if (waits[first_client + index].revents != 0 && !listen_to(&clients[index])) {
        close(clients[index].descriptor);
        clients[index] = clients[--client_count];
      }
    }
    for (int index = 0; index < server_count; index++)
      if (waits[2 + index].revents != 0) welcome(servers[index]);
    if (waits[0].revents != 0) {
      struct signalfd_siginfo info;
      if (read(signals, &info, sizeof info) == sizeof info) printf("SIGNAL %u\n", info.ssi_signo);
    }
    if (waits[1].revents != 0) {
      unsigned char byte;
      if (read(input, &byte, 1) == 1)
        hear(byte);
      else
        input = -1;
    }
  }
}

int main(int argc, char **argv) {
  int servers[2];
  int server_count = 0;
  bool serving = false;
  bool idle = false;
  long orphans = 0;
  char none[] = "";
  char *words = none;
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (int index = 1; index + 1 < argc; index++) {
    if (strcmp(argv[index], "-stub") == 0) words = argv[index + 1];
    if (strcmp(argv[index], "-qmp") == 0 && server_count < 2)
      servers[server_count++] = index + 1; /* where the option is, until it is known to serve */
  }
  for (char *word = strtok(words, ","); word != NULL; word = strtok(NULL, ",")) {
    serving |= strcmp(word, "serve") == 0;
    idle |= strcmp(word, "idle") == 0;
    powers_off |= strcmp(word, "poweroff") == 0;
    hangs |= strcmp(word, "hangs") == 0;
    if (strncmp(word, "exit=", 5) == 0) exit_code = atol(word + 5);
    if (strncmp(word, "signal=", 7) == 0) exit_signal = atol(word + 7);
    if (strncmp(word, "orphans=", 8) == 0) orphans = atol(word + 8);
    if (strncmp(word, "orphans-later=", 14) == 0) orphans_later = atol(word + 14);
  }
  if (idle) {
    puts("STUB-IDLE");
    while (true) pause();
  }
  if (!serving) {
    end_as_told();
    die("-stub");
  }
  for (int index = 0; index < server_count; index++) servers[index] = serve_at(argv[servers[index]]);
  if (orphans > 0) leave_orphans(orphans);
  serve(servers, server_count);
}
