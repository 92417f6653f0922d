/*
 * Drops the page cache of every regular file below a directory: evict DIRECTORY.
 *
 * A page of a file is charged to the cgroup that reads it first. podman's vfs driver has just copied
 * the image when a container starts, so without this nothing of it would be charged to the container,
 * and the container would look smaller than it is on a node. Links are not followed, other file
 * systems not entered. Exit status: 0, or 1 and a sentence on standard error.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_DESCRIPTORS = 32 };

static int evict(const char *path, const struct stat *status, int type, struct FTW *where) {
  (void)where;
  if (type != FTW_F || !S_ISREG(status->st_mode) || status->st_size == 0) return 0;
  int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) {
    fprintf(stderr, "evict: %s: %s\n", path, strerror(errno));
    return 1;
  }
  int error = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  close(file);
  if (error != 0) fprintf(stderr, "evict: %s: %s\n", path, strerror(error));
  return error != 0;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fputs("usage: evict DIRECTORY\n", stderr);
    return 1;
  }
  /* Pages that wait to be written can not be dropped. */
  int directory = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0 || syncfs(directory) != 0) {
    fprintf(stderr, "evict: %s: %s\n", arguments[1], strerror(errno));
    return 1;
  }
  close(directory);
  return nftw(arguments[1], evict, MOST_DESCRIPTORS, FTW_PHYS | FTW_MOUNT) == 0 ? 0 : 1;
}
