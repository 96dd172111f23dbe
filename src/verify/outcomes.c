/* Outcomes, computed again at the place where an entry establishes them. */
#include "publish/established.h"

#include <inttypes.h>
#include <string.h>

#include "dauys/publish.h"
#include "publish/certificate.h"
#include "verify/parts.h"

static enum dy_code wrong(struct dy_verify *in, const struct dy_entry *entry, const char *path,
                          const char *what)
{
    return dy_entry_fail(in->err, DY_E_CRYPTO, in->url, entry->number, path, "%s", what);
}

static bool same_hash(const struct dy_entry *entry, const char *key, const struct dy_hash *is)
{
    const struct dy_value *value = dy_value_find(entry->body, key);
    struct dy_hash said;
    return dy_unhex(value->text, value->n, said.of) && dy_hash_equal(&said, is);
}

/* The seats that the entry shows people who do not compute. */
static bool same_seats(const struct dy_value *said, const struct dy_outcome *is)
{
    if (is->n_body == 0)
        return said->n == 1 && dy_value_find(said, "seats") &&
               dy_value_find(said, "seats")->number == 0;
    for (size_t i = 0; i < is->n_body; i++) {
        const struct dy_value *seats = dy_value_find(said, is->body[i].id);
        if (!seats || (uint64_t)seats->number != is->body[i].seats)
            return false;
    }
    return said->n == is->n_body;
}

static enum dy_code compare(struct dy_verify *in, const struct dy_entry *entry,
                            const struct dy_establishment *is)
{
    if (!same_hash(entry, "sha256", &is->result))
        return wrong(in, entry, "/body/sha256", "is not the outcome of the entries before it");
    /* A certificate of another form is another program's, and counted as such. */
    bool is_ours =
        dy_value_is(dy_value_find(entry->body, "certificate_format"), dy_certificate_format);
    in->n_other_certificates += !is_ours;
    if (is_ours && !same_hash(entry, "certificate", &is->certificate))
        return wrong(in, entry, "/body/certificate",
                     "is not the certificate of the entries before it");
    if (!dy_value_is(dy_value_find(entry->body, "status"), dy_status_name(is->outcome->status)))
        return wrong(in, entry, "/body/status", "is not the status of that outcome");
    if (!same_seats(dy_value_find(entry->body, "body"), is->outcome))
        return wrong(in, entry, "/body/body", "is not what that outcome seats");
    return DY_OK;
}

enum dy_code dy_verify_outcome(struct dy_verify *in, const struct dy_entry *entry)
{
    struct dy_arena mem;
    const struct dy_election *election = NULL;
    struct dy_establishment is;
    char source[16];
    const struct dy_value *of = dy_value_find(entry->body, "source");
    memcpy(source, of->text, of->n < sizeof source ? of->n : sizeof source - 1);
    source[of->n < sizeof source ? of->n : sizeof source - 1] = '\0';
    dy_arena_init(&mem);
    enum dy_code code = dy_fold_build(&in->record.fold, &mem, &election, in->err);
    if (!code)
        code = dy_establish(&mem, election, source, &is, in->err);
    if (!code)
        code = compare(in, entry, &is);
    dy_arena_finish(&mem);
    in->n_outcomes++;
    return code;
}
