/* Style sheets: compressed when the program was built, named by the hash of what they hold. */
#include <string.h>

#include "publish/embedded.h"
#include "record/entry.h"
#include "record/sha256.h"
#include "web/site_parts.h"

enum { NAME_HEX = 16 };

static const char *address_of(struct dy_site *site, const struct dy_embedded *of)
{
    uint8_t hash[DY_SHA256_BYTES];
    char hex[2 * DY_SHA256_BYTES + 1];
    dy_sha256(of->bytes, dy_embedded_size(of), NULL, 0, hash);
    dy_hex(hash, sizeof hash, hex);
    return dy_arena_format(&site->mem, "/static/%s.%.*s.css", of->name, NAME_HEX, hex);
}

enum dy_code dy_site_style(struct dy_site *site, struct dy_err *err)
{
    uint8_t hash[DY_SHA256_BYTES];
    size_t n = 0;
    dy_sha256(DAUYS_VERSION, strlen(DAUYS_VERSION), NULL, 0, hash);
    for (size_t i = 0; i < dy_n_embedded; i++) {
        const struct dy_embedded *of = &dy_embedded[i];
        dy_sha256(hash, sizeof hash, of->bytes, dy_embedded_size(of), hash);
        if (of->is_template || n == DY_SITE_STYLES)
            continue;
        site->style[n] = address_of(site, of);
        if (!site->style[n++])
            return dy_no_memory(err);
    }
    dy_hex(hash, sizeof hash, site->build);
    return DY_OK;
}

/* RFC 9110, 12.5.3, as far as it is needed: gzip is named and not with a weight of 0. */
static bool takes_gzip(const char *accept)
{
    const char *found = accept ? strstr(accept, "gzip") : NULL;
    return found && strncmp(found + 4, ";q=0", 4) != 0;
}

enum dy_code dy_site_static(void *self, struct dy_arena *mem, const struct dy_web_request *request,
                            struct dy_web_response *out, struct dy_err *err)
{
    const struct dy_site *site = self;
    const struct dy_embedded *of = NULL;
    size_t k = 0;
    for (size_t i = 0; i < dy_n_embedded && !of && k < DY_SITE_STYLES; i++)
        if (!dy_embedded[i].is_template && strcmp(site->style[k++], request->path) == 0)
            of = &dy_embedded[i];
    if (!of || request->query) {
        out->status = 404;
        return dy_site_refused(self, mem, request, NULL, out, err);
    }
    bool packed = takes_gzip(request->accept_encoding);
    *out = (struct dy_web_response){.status = 200,
                                    .type = "text/css; charset=utf-8",
                                    .cache = "public, max-age=31536000, immutable",
                                    .vary = "Accept-Encoding",
                                    .encoding = packed ? "gzip" : NULL,
                                    .body = packed ? of->gz : of->bytes,
                                    .n_body = packed ? (size_t)(of->gz_end - of->gz)
                                                     : dy_embedded_size(of)};
    return DY_OK;
}
