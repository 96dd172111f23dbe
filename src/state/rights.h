/*
 * Who may write what: keys enrolled and revoked, each with a person, a role and an area. Whether a
 * right stood is a matter of the record's order, not of clocks.
 *
 * 1. A key is enrolled once; a revoked one never comes back.
 * 2. The author of entry 0 is the founder: administrator of the whole area.
 * 3. Two keys of one person are one person.
 * 4. Nobody gives a right, takes one or establishes an outcome beyond the own area.
 */
#ifndef DAUYS_STATE_RIGHTS_H
#define DAUYS_STATE_RIGHTS_H

#include "dauys/election.h"
#include "record/entry.h"

struct dy_holder {
    uint8_t key[DY_KEY_BYTES];
    const char *person;
    enum dy_role role;
    const char *area;  /* unit id, NULL = the whole */
    uint32_t unit;     /* DY_NOTHING = the whole */
    uint64_t enrolled; /* number of the entry */
    uint64_t revoked;  /* number of the entry, UINT64_MAX = not */
    bool has_name;     /* a commitment to the person's name */
    struct dy_hash name;
};
struct dy_rights {
    struct dy_vec holders; /* struct dy_holder *, sorted by key */
    const struct dy_holder *last;
};
/* NULL if the key was never enrolled. */
struct dy_holder *dy_rights_find(struct dy_rights *rights, const uint8_t key[DY_KEY_BYTES]);
/* Take an entry of one of the kinds election, key-enrolled, key-revoked. election: NULL for the
 * first. */
DY_NODISCARD enum dy_code dy_rights_take(struct dy_arena *mem, struct dy_rights *rights,
                                         const char *file, const struct dy_election *election,
                                         const struct dy_entry *entry, struct dy_err *err);
/* May the author write an entry of that kind now? *out = who it is. */
DY_NODISCARD enum dy_code dy_rights_check(struct dy_rights *rights, const char *file,
                                          const struct dy_entry *entry,
                                          const struct dy_holder **out, struct dy_err *err);
/*
 * Is what an entry of the kinds key-enrolled, key-revoked, outcome, published is about inside its
 * author's area? Outcomes are about the whole.
 */
DY_NODISCARD enum dy_code dy_rights_check_area(struct dy_rights *rights, const struct dy_holder *by,
                                               const char *file, const struct dy_election *election,
                                               const struct dy_entry *entry, struct dy_err *err);
/* Does the unit lie in the holder's area? */
DY_NODISCARD enum dy_code dy_rights_cover(const struct dy_holder *holder, const char *file,
                                          const struct dy_election *election, uint32_t unit,
                                          const struct dy_entry *entry, struct dy_err *err);
/* "typist or observer" of bits of enum dy_role. */
const char *dy_roles_format(unsigned roles, char *out, size_t size);

#endif
