/* Counts the calls that are about to change a folder, and makes one of them fail or kills the process there.

   Loaded with LD_PRELOAD; tests/crash/faults.py compiles it and explains how it is used. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { FAIL_ONCE, FAIL_FROM_THEN_ON, DIE, DIE_HALF_WAY };

static char folder[PATH_MAX];
static size_t length;
static int at, with_errno, how;

/* Shared with forked processes, so that it can be read after one has died. */
static struct {
    int seen;
    char last[PATH_MAX + 64];
} *shared;

__attribute__((constructor)) static void share(void) {
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

void faults_arm(const char *below, int nth, int error, int mode) {
    snprintf(folder, sizeof folder, "%s", below);
    length = strlen(folder);
    at = nth, with_errno = error, how = mode;
    shared->seen = 0, shared->last[0] = 0;
}

int faults_seen(void) { return shared->seen; }

const char *faults_last(void) { return shared->last; }

static int is_hit(const char *call, const char *path) {
    if (!length || strncmp(path, folder, length) || (path[length] && path[length] != '/')) return 0;
    int now = __atomic_add_fetch(&shared->seen, 1, __ATOMIC_SEQ_CST);
    if (!at || (how == FAIL_FROM_THEN_ON ? now < at : now != at)) return 0;
    if (!shared->last[0]) snprintf(shared->last, sizeof shared->last, "%s %s", call, path + length);
    return 1;
}

static int fails(const char *call, const char *path) {
    if (!path || !is_hit(call, path)) return 0;
    if (how >= DIE) kill(getpid(), SIGKILL);
    errno = with_errno;
    return 1;
}

static const char *path_of(int fd, char *buffer) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = length ? readlink(link, buffer, PATH_MAX - 1) : -1;
    buffer[size < 0 ? 0 : size] = 0;
    return buffer;
}

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* A process that dies half way through a write leaves the first half of it. */
#define WRITING(name, parameters, torn, whole)                                                      \
    ssize_t name parameters {                                                                       \
        REAL(name);                                                                                 \
        char path[PATH_MAX];                                                                        \
        if (length && is_hit(#name, path_of(fd, path))) {                                           \
            if (how == DIE_HALF_WAY) (void)!real torn;                                              \
            if (how >= DIE) kill(getpid(), SIGKILL);                                                \
            errno = with_errno;                                                                     \
            return -1;                                                                              \
        }                                                                                           \
        return real whole;                                                                          \
    }
WRITING(write, (int fd, const void *bytes, size_t size), (fd, bytes, size / 2), (fd, bytes, size))
WRITING(pwrite, (int fd, const void *bytes, size_t size, off_t offset), (fd, bytes, size / 2, offset),
        (fd, bytes, size, offset))
WRITING(pwrite64, (int fd, const void *bytes, size_t size, off64_t offset), (fd, bytes, size / 2, offset),
        (fd, bytes, size, offset))

#define ON_FD(name, parameters, ...)                                                                \
    int name parameters {                                                                           \
        REAL(name);                                                                                 \
        char path[PATH_MAX];                                                                        \
        return fails(#name, path_of(fd, path)) ? -1 : real(__VA_ARGS__);                            \
    }
ON_FD(fsync, (int fd), fd)
ON_FD(fdatasync, (int fd), fd)
ON_FD(ftruncate, (int fd, off64_t size), fd, size)
ON_FD(ftruncate64, (int fd, off64_t size), fd, size)

#define ON_PATH(name, parameters, ...)                                                              \
    int name parameters {                                                                           \
        REAL(name);                                                                                 \
        return fails(#name, path) ? -1 : real(__VA_ARGS__);                                         \
    }
ON_PATH(rename, (const char *from, const char *path), from, path)
ON_PATH(unlink, (const char *path), path)
ON_PATH(rmdir, (const char *path), path)
ON_PATH(mkdir, (const char *path, mode_t mode), path, mode)
ON_PATH(chmod, (const char *path, mode_t mode), path, mode)

int unlinkat(int fd, const char *name, int flags) {
    REAL(unlinkat);
    char path[PATH_MAX];
    return fails("unlinkat", name[0] == '/' ? name : path_of(fd, path)) ? -1 : real(fd, name, flags);
}

ssize_t sendfile64(int out, int in, off64_t *offset, size_t size) {
    REAL(sendfile64);
    char path[PATH_MAX];
    return fails("sendfile64", path_of(out, path)) ? -1 : real(out, in, offset, size);
}

#define OPENING(name)                                                                               \
    int name(const char *path, int flags, ...) {                                                    \
        REAL(name);                                                                                 \
        va_list more;                                                                               \
        va_start(more, flags);                                                                      \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;                                   \
        va_end(more);                                                                               \
        if (flags & O_CREAT && access(path, F_OK) && fails(#name, path)) return -1;                 \
        return real(path, flags, mode);                                                             \
    }
OPENING(open)
OPENING(open64)
