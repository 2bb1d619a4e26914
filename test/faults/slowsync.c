/*
 * Slow and failing disks for tests, as a library for LD_PRELOAD: every fsync and fdatasync takes FSYNC_US microseconds
 * longer, and the one with number FSYNC_FAIL_AT fails with EIO. See test/store.powercut.test.ts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int delay = -1;
static int fail_at;
static int count;

static void setup(void) {
  if (delay >= 0) return;
  const char *us = getenv("FSYNC_US");
  const char *at = getenv("FSYNC_FAIL_AT");
  delay = us ? atoi(us) : 0;
  fail_at = at ? atoi(at) : 0;
}

#define SYNC(name)                                    \
  int name(int fd) {                                  \
    static int (*real)(int);                          \
    if (!real) real = dlsym(RTLD_NEXT, #name);        \
    setup();                                          \
    if (delay) usleep(delay);                         \
    if (fail_at && ++count == fail_at) {              \
      errno = EIO;                                    \
      return -1;                                      \
    }                                                 \
    return real(fd);                                  \
  }
SYNC(fsync)
SYNC(fdatasync)
