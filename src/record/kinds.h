/*
 * The kinds of entries: what each body holds and who may write it, as data. doc/spec/record.md
 * explains every kind with an example.
 */
#ifndef DAUYS_RECORD_KINDS_H
#define DAUYS_RECORD_KINDS_H

#include "dauys/base.h"
#include "record/canonical.h"

enum dy_kind {
    DY_KIND_ELECTION, /* entry 0, and only it: what is decided, under which law, who founds */
    DY_KIND_LAW,      /* the text of a law file, or a part of it */
    DY_KIND_AREAS,
    DY_KIND_LISTS,
    DY_KIND_CONTESTS,
    DY_KIND_KEY_ENROLLED,
    DY_KIND_KEY_REVOKED,
    DY_KIND_PROTOCOL,
    DY_KIND_PROTOCOL_CONFIRMED,
    DY_KIND_PROTOCOL_RESOLVED,
    DY_KIND_PROTOCOL_ACCEPTED,
    DY_KIND_PROTOCOL_CORRECTED,
    DY_KIND_PROTOCOL_VOIDED,
    DY_KIND_ATTACHMENT,
    DY_KIND_DECISION,
    DY_KIND_STATEMENT,
    DY_KIND_OUTCOME,
    DY_KIND_PUBLISHED,
    DY_N_KINDS
};

enum dy_role {
    DY_ROLE_ADMINISTRATOR,
    DY_ROLE_COORDINATOR,
    DY_ROLE_TYPIST,
    DY_ROLE_OBSERVER,
    DY_N_ROLES
};
extern const char *const dy_role_names[DY_N_ROLES + 1]; /* NULL-terminated */
enum dy_source { DY_SOURCE_OFFICIAL, DY_SOURCE_COPY, DY_SOURCE_ANNOUNCED, DY_N_SOURCES };
struct dy_source_rule {
    const char *name;
    unsigned roles;   /* bits of enum dy_role: who may enter it */
    bool two_persons; /* counts only when a second person has typed the same */
};
extern const struct dy_source_rule dy_sources[DY_N_SOURCES];

enum dy_member_type {
    DY_MEMBER_TEXT,    /* a string, not empty */
    DY_MEMBER_ID,      /* letters, digits, '.', '_', '-'; at most 64 */
    DY_MEMBER_DATE,    /* "2023-03-19" */
    DY_MEMBER_HASH,    /* 64 lowercase hexadecimal digits: SHA-256, commitment, public key */
    DY_MEMBER_COUNT,   /* 0 .. 2^53 */
    DY_MEMBER_ENTRY,   /* the number of an earlier entry */
    DY_MEMBER_COUNTS,  /* {id: count}, not empty */
    DY_MEMBER_NAMES,   /* {language: text}, not empty */
    DY_MEMBER_IDS,     /* [id], not empty */
    DY_MEMBER_LITERAL, /* one of `literals` */
    DY_MEMBER_MAP,     /* an object that another reader checks */
    DY_MEMBER_LIST,    /* an array that another reader checks, not empty */
};
struct dy_member {
    const char *name;
    enum dy_member_type type;
    bool optional;
    const char *const *literals; /* NULL-terminated */
};
struct dy_kind_rule {
    const char *name;
    unsigned roles;                  /* bits of enum dy_role; protocols: see dy_sources too */
    const struct dy_member *members; /* ends with a NULL name */
};
extern const struct dy_kind_rule dy_kinds[DY_N_KINDS];

/* DY_N_KINDS if there is none of that name. */
enum dy_kind dy_kind_find(const char *name, size_t n);
/*
 * Has the body what its kind needs and nothing else? number: of the entry. at: file for messages;
 * err->where names the member. errors DY_E_INPUT.
 */
DY_NODISCARD enum dy_code dy_kind_check(enum dy_kind kind, const struct dy_value *body,
                                        uint64_t number, const char *file, struct dy_err *err);
/* An error about a place of an entry's body. Returns `code`. */
enum dy_code dy_entry_fail(struct dy_err *err, enum dy_code code, const char *file, uint64_t number,
                           const char *path, const char *format, ...) DY_PRINTF(6, 7);

#endif
