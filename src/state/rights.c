/* Keys and what their holders may do. */
#include "state/rights.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static size_t place_of(const struct dy_rights *rights, const uint8_t *key, bool *found)
{
    struct dy_holder *const *of = rights->holders.items;
    size_t low = 0, high = rights->holders.n;
    *found = false;
    while (low < high && !*found) {
        size_t middle = (low + high) / 2;
        int order = memcmp(key, of[middle]->key, DY_KEY_BYTES);
        *found = order == 0;
        low = order > 0 ? middle + 1 : order == 0 ? middle : low;
        high = order < 0 ? middle : high;
    }
    return low;
}

struct dy_holder *dy_rights_find(struct dy_rights *rights, const uint8_t key[DY_KEY_BYTES])
{
    struct dy_holder *const *of = rights->holders.items;
    bool found;
    if (rights->last && memcmp(rights->last->key, key, DY_KEY_BYTES) == 0)
        return (struct dy_holder *)(uintptr_t)rights->last;
    size_t at = place_of(rights, key, &found);
    if (found)
        rights->last = of[at];
    return found ? of[at] : NULL;
}

static struct dy_holder *enter(struct dy_arena *mem, struct dy_rights *rights, const uint8_t *key)
{
    bool found;
    size_t at = place_of(rights, key, &found), n = rights->holders.n;
    struct dy_holder *out = DY_NEW(mem, struct dy_holder, 1);
    if (!out || !dy_vec_push(mem, &rights->holders, sizeof out))
        return NULL;
    struct dy_holder **of = rights->holders.items;
    memmove(of + at + 1, of + at, (n - at) * sizeof(struct dy_holder *));
    of[at] = out;
    *out = (struct dy_holder){.unit = DY_NOTHING, .revoked = UINT64_MAX};
    memcpy(out->key, key, DY_KEY_BYTES);
    return out;
}

static enum dy_code take_founder(struct dy_arena *mem, struct dy_rights *rights,
                                 const struct dy_entry *entry, struct dy_err *err)
{
    struct dy_holder *holder = enter(mem, rights, entry->author);
    if (!holder)
        return dy_no_memory(err);
    holder->role = DY_ROLE_ADMINISTRATOR;
    holder->person = dy_value_copy(mem, dy_value_find(entry->body, "person"));
    return holder->person ? DY_OK : dy_no_memory(err);
}

static enum dy_role role_of(const struct dy_value *value)
{
    enum dy_role role = 0;
    while (role + 1 < DY_N_ROLES && !dy_value_is(value, dy_role_names[role]))
        role++;
    return role;
}

static enum dy_code take_enrolment(struct dy_arena *mem, struct dy_rights *rights, const char *file,
                                   const struct dy_election *election, const struct dy_entry *entry,
                                   struct dy_err *err)
{
    const struct dy_value *key = dy_value_find(entry->body, "key"),
                          *area = dy_value_find(entry->body, "area"),
                          *name = dy_value_find(entry->body, "name");
    uint8_t of[DY_KEY_BYTES];
    bool good = dy_unhex(key->text, key->n, of);
    uint32_t unit = dy_unit_find(&election->units, area->text, area->n);
    const struct dy_holder *known = dy_rights_find(rights, of);
    if (known)
        return dy_entry_fail(err, DY_E_INPUT, file, entry->number, "/body/key",
                             "was enrolled by entry %" PRIu64 "; a key is enrolled once",
                             known->enrolled);
    if (unit == DY_NOTHING)
        return dy_entry_fail(err, DY_E_INPUT, file, entry->number, "/body/area",
                             "is \"%.*s\", which is no area of this election", (int)area->n,
                             area->text);
    struct dy_holder *holder = good ? enter(mem, rights, of) : NULL;
    if (!holder)
        return dy_no_memory(err);
    holder->role = role_of(dy_value_find(entry->body, "role"));
    holder->unit = election->units.of[unit].parent == DY_NOTHING ? DY_NOTHING : unit;
    holder->area = election->units.of[unit].id;
    holder->person = dy_value_copy(mem, dy_value_find(entry->body, "person"));
    holder->enrolled = entry->number;
    holder->has_name = name != NULL;
    if (name && !dy_unhex(name->text, name->n, holder->name.of))
        return dy_no_memory(err);
    return holder->person ? DY_OK : dy_no_memory(err);
}

static enum dy_code take_revocation(struct dy_rights *rights, const char *file,
                                    const struct dy_entry *entry, struct dy_err *err)
{
    const struct dy_value *key = dy_value_find(entry->body, "key");
    uint8_t of[DY_KEY_BYTES];
    struct dy_holder *holder = dy_unhex(key->text, key->n, of) ? dy_rights_find(rights, of) : NULL;
    if (!holder || holder->revoked != UINT64_MAX)
        return dy_entry_fail(err, DY_E_INPUT, file, entry->number, "/body/key",
                             holder ? "is revoked already" : "was never enrolled");
    holder->revoked = entry->number;
    return DY_OK;
}

enum dy_code dy_rights_take(struct dy_arena *mem, struct dy_rights *rights, const char *file,
                            const struct dy_election *election, const struct dy_entry *entry,
                            struct dy_err *err)
{
    if (entry->kind == DY_KIND_ELECTION)
        return take_founder(mem, rights, entry, err);
    if (entry->kind == DY_KIND_KEY_ENROLLED)
        return take_enrolment(mem, rights, file, election, entry, err);
    return take_revocation(rights, file, entry, err);
}

const char *dy_roles_format(unsigned roles, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (enum dy_role role = 0; role < DY_N_ROLES; role++)
        if (roles >> role & 1 && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? " or " : "",
                                     dy_role_names[role]);
    return out;
}

enum dy_code dy_rights_check(struct dy_rights *rights, const char *file,
                             const struct dy_entry *entry, const struct dy_holder **out,
                             struct dy_err *err)
{
    char roles[80], key[2 * DY_KEY_BYTES + 1];
    const struct dy_holder *holder = dy_rights_find(rights, entry->author);
    dy_hex(entry->author, 4, key);
    if (!holder)
        return dy_entry_fail(err, DY_E_CRYPTO, file, entry->number, "/author",
                             "the key %s... was never enrolled", key);
    if (holder->revoked != UINT64_MAX)
        return dy_entry_fail(err, DY_E_CRYPTO, file, entry->number, "/author",
                             "the key %s... was revoked by entry %" PRIu64, key, holder->revoked);
    unsigned may = dy_kinds[entry->kind].roles;
    const struct dy_value *source =
        entry->kind == DY_KIND_PROTOCOL ? dy_value_find(entry->body, "source") : NULL;
    for (size_t i = 0; source && i < DY_N_SOURCES; i++)
        if (dy_value_is(source, dy_sources[i].name))
            may &= dy_sources[i].roles;
    if (!(may >> holder->role & 1))
        return dy_entry_fail(err, DY_E_CRYPTO, file, entry->number, "/author",
                             "the key %s... has the role %s; %s %.*s needs the role %s", key,
                             dy_role_names[holder->role],
                             source ? "a protocol of source" : "an entry",
                             source ? (int)source->n : (int)strlen(dy_kinds[entry->kind].name),
                             source ? source->text : dy_kinds[entry->kind].name,
                             dy_roles_format(may, roles, sizeof roles));
    *out = holder;
    return DY_OK;
}

enum dy_code dy_rights_cover(const struct dy_holder *holder, const char *file,
                             const struct dy_election *election, uint32_t unit,
                             const struct dy_entry *entry, struct dy_err *err)
{
    uint32_t at = unit;
    while (holder->unit != DY_NOTHING && at != DY_NOTHING && at != holder->unit)
        at = election->units.of[at].parent;
    if (holder->unit == DY_NOTHING || at != DY_NOTHING)
        return DY_OK;
    return dy_entry_fail(err, DY_E_CRYPTO, file, entry->number, "/author",
                         "%s may write for the area %s, and %s lies outside it", holder->person,
                         holder->area, election->units.of[unit].id);
}

/* DY_NOTHING: of the whole, or of nothing that there is. */
static uint32_t unit_of(struct dy_rights *rights, const struct dy_election *election,
                        const struct dy_entry *entry)
{
    const struct dy_value *area = dy_value_find(entry->body, "area"),
                          *key = dy_value_find(entry->body, "key");
    uint8_t of[DY_KEY_BYTES];
    if (entry->kind == DY_KIND_KEY_ENROLLED)
        return dy_unit_find(&election->units, area->text, area->n);
    if (entry->kind != DY_KIND_KEY_REVOKED || !dy_unhex(key->text, key->n, of))
        return DY_NOTHING;
    const struct dy_holder *holder = dy_rights_find(rights, of);
    return holder ? holder->unit : DY_NOTHING;
}

enum dy_code dy_rights_check_area(struct dy_rights *rights, const struct dy_holder *by,
                                  const char *file, const struct dy_election *election,
                                  const struct dy_entry *entry, struct dy_err *err)
{
    if (by->unit == DY_NOTHING)
        return DY_OK;
    uint32_t unit = unit_of(rights, election, entry), root = by->unit;
    while (election->units.of[root].parent != DY_NOTHING)
        root = election->units.of[root].parent;
    return dy_rights_cover(by, file, election, unit == DY_NOTHING ? root : unit, entry, err);
}
