/*
 * Faces of an outcome: one JSON value, and what is made of it. jansson values are ours to free
 * (json_decref); text writers print to a FILE.
 */
#ifndef DAUYS_PUBLISH_H
#define DAUYS_PUBLISH_H

#include <stdio.h>

#include <jansson.h>

#include "dauys/base.h"
#include "dauys/compare.h"
#include "dauys/count.h"

/* How to print for people. */
struct dy_print {
    FILE *to;
    const char *lang; /* "en" */
    unsigned width;   /* columns, 80 when not a terminal */
    bool colour;      /* never the only signal */
};

/* doc/spec/outcome.md, outcome.schema.json */
DY_NODISCARD enum dy_code dy_publish_outcome_json(const struct dy_outcome *outcome,
                                                  const struct dy_findings *findings, json_t **out,
                                                  struct dy_err *err);
/* doc/spec/certificate.md, certificate.schema.json; dy_count_closest must have run */
DY_NODISCARD enum dy_code dy_publish_certificate(const struct dy_outcome *outcome, json_t **out,
                                                 struct dy_err *err);
/*
 * What stands behind a leaf that is an entry of a record: its hash and the proof that it is under
 * the head ("entry" of doc/spec/why.md); a new reference, NULL without memory.
 */
struct dy_entry_proofs {
    void *self;
    json_t *(*of)(void *self, uint64_t entry);
};
/* doc/spec/why.md. proofs: NULL for folders. */
DY_NODISCARD enum dy_code dy_publish_why_json(const struct dy_why *why, const char *lang,
                                              const struct dy_entry_proofs *proofs, json_t **out,
                                              struct dy_err *err);
/* NIST SP 1500-100 v2 (election results reporting), JSON */
DY_NODISCARD enum dy_code dy_publish_nist(const struct dy_outcome *outcome, json_t **out,
                                          struct dy_err *err);
/* OpenElections-like long CSV */
DY_NODISCARD enum dy_code dy_publish_csv(const struct dy_outcome *outcome, FILE *to,
                                         struct dy_err *err);
/* Findings for programs */
DY_NODISCARD enum dy_code dy_publish_findings_json(const struct dy_election *election,
                                                   const struct dy_findings *findings, json_t **out,
                                                   struct dy_err *err);
void dy_publish_findings_csv(FILE *to, const char *lang, const struct dy_election *election,
                             const struct dy_findings *findings);
/*
 * For people. All of it or, without memory (DY_E_NOMEM), nothing; whether it could be written is
 * for the owner of print->to to ask.
 */
DY_NODISCARD enum dy_code dy_publish_outcome_table(struct dy_arena *mem,
                                                   const struct dy_print *print,
                                                   const struct dy_outcome *outcome,
                                                   const struct dy_findings *findings,
                                                   struct dy_err *err);
void dy_publish_findings_table(const struct dy_print *print, const struct dy_election *election,
                               const struct dy_findings *findings, size_t most);
/*
 * Two sources side by side: doc/spec/compare.md, compare.schema.json. The table lists at most
 * `most` figures of a contest; all of it or, without memory, nothing.
 */
DY_NODISCARD enum dy_code dy_publish_compare_json(const struct dy_compare *compare, json_t **out,
                                                  struct dy_err *err);
DY_NODISCARD enum dy_code dy_publish_compare_csv(struct dy_arena *mem,
                                                 const struct dy_compare *compare, FILE *to,
                                                 struct dy_err *err);
DY_NODISCARD enum dy_code dy_publish_compare_table(struct dy_arena *mem,
                                                   const struct dy_print *print,
                                                   const struct dy_compare *compare, size_t most,
                                                   struct dy_err *err);
void dy_publish_why_tree(const struct dy_print *print, const struct dy_why *why);

#endif
