/* Libraries opened when they are needed. */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

enum dy_code dy_library_open(const char *file, const char *package, size_t n,
                             const char *const *names, void *table, struct dy_err *err)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return dy_fail(err, DY_E_IO, (struct dy_span){.file = file}, NULL,
                       "cannot be opened; the package %s is needed: %s", package, dlerror());
    for (size_t i = 0; i < n; i++) {
        void *function = dlsym(library, names[i]);
        if (!function) {
            dlclose(library);
            return dy_fail(err, DY_E_IO, (struct dy_span){.file = file}, NULL,
                           "lacks %s; a newer version is needed", names[i]);
        }
        memcpy((char *)table + i * sizeof function, &function, sizeof function);
    }
    return DY_OK;
}
