/* Reading files; short reads and interrupted calls are not the caller's worry. */
#include "data/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum dy_code fail_open(const char *path, int number, struct dy_err *err)
{
    struct dy_span at = {.file = path};
    if (number == ENOENT || number == ENOTDIR)
        return dy_fail(err, DY_E_INPUT, at, NULL, "there is no such file");
    return dy_fail(err, DY_E_IO, at, NULL, "cannot be read: %s", strerror(number));
}

enum dy_code dy_file_open(const char *path, int *fd, uint64_t *size, struct dy_err *err)
{
    struct stat about;
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (opened < 0)
        return fail_open(path, errno, err);
    if (fstat(opened, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(opened);
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = path}, NULL,
                       "is not a file; a regular file is needed");
    }
    *fd = opened;
    if (size)
        *size = (uint64_t)about.st_size;
    return DY_OK;
}

enum dy_code dy_file_fill(int fd, const char *path, char *out, size_t n, size_t *got,
                          struct dy_err *err)
{
    *got = 0;
    while (*got < n) {
        ssize_t step = read(fd, out + *got, n - *got);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return fail_open(path, errno, err);
        if (step == 0)
            break;
        *got += (size_t)step;
    }
    return DY_OK;
}

enum dy_code dy_file_read(struct dy_arena *mem, const char *path, size_t limit, char **out,
                          size_t *n, struct dy_err *err)
{
    int fd = -1;
    uint64_t size = 0;
    enum dy_code code = dy_file_open(path, &fd, &size, err);
    if (code)
        return code;
    char *bytes = NULL;
    if (size > limit)
        code = dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = path}, NULL,
                       "has %llu bytes; at most %zu are read", (unsigned long long)size, limit);
    else if (!(bytes = dy_arena_alloc(mem, (size_t)size + 1, 1)))
        code = dy_no_memory(err);
    else
        code = dy_file_fill(fd, path, bytes, (size_t)size, n, err);
    close(fd);
    if (!code)
        *out = bytes;
    return code;
}
