/* Files replaced whole. */
#include "data/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum dy_code failed(const char *path, struct dy_err *err)
{
    return dy_fail(err, DY_E_IO, (struct dy_span){.file = path}, NULL, "cannot be written: %s",
                   strerror(errno));
}

bool dy_file_write_all(int fd, const void *of, size_t n)
{
    const char *bytes = of;
    while (n > 0) {
        ssize_t step = write(fd, bytes, n);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return false;
        bytes += step;
        n -= (size_t)step;
    }
    return true;
}

static bool write_file(const char *path, const void *bytes, size_t n, bool durable)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return false;
    bool good = dy_file_write_all(fd, bytes, n) && (!durable || fsync(fd) == 0);
    int number = errno;
    if (close(fd) != 0 && good)
        return false;
    errno = number;
    return good;
}

bool dy_file_sync_folder(const char *path)
{
    char folder[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    if (slash && (size_t)(slash - path) + 2 > sizeof folder) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (slash)
        (void)snprintf(folder, sizeof folder, "%.*s/", (int)(slash - path), path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool good = fsync(fd) == 0 || errno == EINVAL; /* a file system without such */
    int number = errno;
    close(fd);
    errno = number;
    return good;
}

enum dy_code dy_file_replace(const char *path, const char *temporary, const void *bytes, size_t n,
                             bool durable, struct dy_err *err)
{
    if (!write_file(temporary, bytes, n, durable) || rename(temporary, path) != 0) {
        enum dy_code code = failed(path, err);
        unlink(temporary);
        return code;
    }
    return durable && !dy_file_sync_folder(path) ? failed(path, err) : DY_OK;
}

enum dy_code dy_file_make_folders(const char *path, size_t skip, struct dy_err *err)
{
    char folder[PATH_MAX];
    for (const char *slash = strchr(path + skip, '/'); slash; slash = strchr(slash + 1, '/')) {
        size_t n = (size_t)(slash - path);
        if (n == 0)
            continue;
        if (n >= sizeof folder) {
            errno = ENAMETOOLONG;
            return failed(path, err);
        }
        memcpy(folder, path, n);
        folder[n] = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST)
            return failed(path, err);
    }
    return DY_OK;
}
