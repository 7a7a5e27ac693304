// A disk that fails under a database, to be loaded before the C library: while there is a file named as MINGBAI_DISK says and `.full` behind it, half
// of what is written arrives; with `.sync` nothing is brought to the disk.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int file, const char *how) {
  const char *told = getenv("MINGBAI_DISK");
  char path[4096], link[64], name[4096];
  snprintf(path, sizeof path, "%s.%s", told ? told : "", how);
  if (access(path, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length <= 0) return 0;
  name[length] = 0;
  return strstr(name, "/intake.db") != NULL;
}

#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))

ssize_t write(int file, const void *bytes, size_t count) {
  ssize_t (*real)(int, const void *, size_t) = REAL(ssize_t (*)(int, const void *, size_t), "write");
  if (!fails(file, "full")) return real(file, bytes, count);
  if (count > 1) real(file, bytes, count / 2);
  errno = ENOSPC;
  return -1;
}

static ssize_t at(const char *name, int file, const void *bytes, size_t count, off_t place) {
  ssize_t (*real)(int, const void *, size_t, off_t) = REAL(ssize_t (*)(int, const void *, size_t, off_t), name);
  if (!fails(file, "full")) return real(file, bytes, count, place);
  if (count > 1) real(file, bytes, count / 2, place);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) { return at("pwrite", file, bytes, count, place); }

ssize_t pwrite64(int file, const void *bytes, size_t count, off_t place) { return at("pwrite64", file, bytes, count, place); }

static int sync_by(const char *name, int file) {
  if (!fails(file, "sync")) return REAL(int (*)(int), name)(file);
  errno = EIO;
  return -1;
}

int fsync(int file) { return sync_by("fsync", file); }

int fdatasync(int file) { return sync_by("fdatasync", file); }
