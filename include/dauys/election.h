/*
 * An election as a folder: who stood, where, which protocols came in from which source, and what
 * was published. Format: doc/spec/election.md. Joined by identifiers, never by labels.
 *
 * Protocol files are not kept in memory: dy_protocols_scan reads them in blocks and hands each row
 * to a visitor, so a nation's protocols need little more memory than its register of stations.
 */
#ifndef DAUYS_ELECTION_H
#define DAUYS_ELECTION_H

#include "dauys/base.h"
#include "dauys/date.h"
#include "dauys/law.h"

#define DY_NOTHING UINT32_MAX /* "no such index" */

/* One place, from the polling station up to the nation. */
struct dy_unit {
    const char *id;  /* "01.09" */
    dy_votes voters; /* on the list; DY_VOTERS_UNKNOWN if not published */
    uint32_t parent; /* index, DY_NOTHING for the root */
    uint16_t level;  /* index into levels */
    uint16_t n_id;   /* bytes of id */
};
#define DY_VOTERS_UNKNOWN UINT64_MAX
struct dy_units {
    size_t n;
    struct dy_unit *of; /* parents may stand before or after their children in the file */
    size_t n_levels;
    const char **levels; /* "station", "constituency", "region", "nation" in order of appearance */
    uint32_t *index;     /* private: open-addressing hash of ids */
    size_t index_size;
    struct dy_names *titles; /* [n] or NULL when the file has no titles */
};
/* Index of a unit, DY_NOTHING if there is none. */
uint32_t dy_unit_find(const struct dy_units *units, const char *id, size_t n);
/* The unit itself or its nearest ancestor of that level; DY_NOTHING if there is none. */
uint32_t dy_unit_at_level(const struct dy_units *units, uint32_t unit, uint16_t level);
uint16_t dy_unit_level_find(const struct dy_units *units, const char *level); /* UINT16_MAX */

struct dy_candidate {
    const char *id; /* unique in its list */
    struct dy_names name;
    size_t n_groups;
    const char **groups; /* "women", "youth", "disabled" */
};
struct dy_list {
    const char *id; /* "list-a" */
    struct dy_names title;
    uint32_t registered;   /* rank of registration, from 1; 0 = not known */
    const char *kind;      /* "party", "bloc", "minority"; "party" if not said */
    uint32_t members;      /* parties behind the list, >= 1 */
    const char *agreement; /* id shared by joined lists, NULL = none */
    size_t n_candidates;
    struct dy_candidate *candidates; /* in the order in which seats are taken; may be empty */
};

/* One line of a ballot. */
struct dy_choice {
    const char *id; /* unique in its contest; for lists the list's id; the CSV column's name */
    struct dy_names title;
    uint32_t list;       /* the list or nominating party, DY_NOTHING for a self-nominated one */
    uint32_t ballot;     /* place on the ballot, from 1; 0 = not known */
    uint32_t registered; /* rank of registration, from 1; 0 = not known */
};

/*
 * What the voters of one area decide at one tier. Contests of one tier share the columns of their
 * protocol files: `choices` is the tier's whole set, `stands` says who stands in this area.
 */
struct dy_contest {
    uint32_t tier; /* index into version->tiers */
    uint32_t area; /* unit index */
    size_t n_choices;
    struct dy_choice *choices; /* the tier's; shared */
    uint8_t *stands;           /* [n_choices] or NULL when all stand */
};

/* Seats taken from an announcement because the votes are not published. */
struct dy_declared_seats {
    uint32_t list; /* DY_NOTHING = independents */
    dy_seats seats;
};
struct dy_declared {
    uint32_t tier;
    size_t n;
    struct dy_declared_seats *of;
    const char *source;
    struct dy_names note;
    bool unverified;
};

/* A decision that the count takes as input: a lot drawn, whom it named first ... last. */
struct dy_decision {
    const char *contest; /* "list" or "district/01" */
    const char *kind;    /* "lot" */
    size_t n_order;
    const char **order; /* choice ids, the one drawn first first */
    const char *source;
};

/* Rows that are in memory: those of a record. */
struct dy_rows {
    size_t n;
    const uint32_t *units;         /* [n] each once */
    const uint32_t *lines;         /* [n] number of the entry, from 1 */
    const uint64_t *const *values; /* [n][n_slots] */
};

/* The day of something that a deadline of the law runs from: "act", "results". */
struct dy_election_event {
    const char *id;
    struct dy_date date;
};

/* One protocol file, or table: all rows of one tier, round and source. */
struct dy_protocols {
    uint32_t tier;
    uint32_t round;     /* 1, 2 = run-off */
    const char *source; /* "official", "copy", "announced" */
    const char *path;
    const struct dy_rows *rows; /* instead of a file, whose name path still is; NULL = a file */
    const char *bytes;          /* test input instead of a file; NULL = read path */
    size_t n_bytes;
    size_t n_choices; /* columns are choices of this tier: slot n_fields + choice */
    size_t n_columns;
    uint32_t *slot_of_column; /* [n_columns] slot, DY_SLOT_UNIT or DY_SLOT_IGNORED */
    size_t n_slots;           /* n_fields + n_choices + 1 (the last: against all) */
    uint8_t *present;         /* [n_slots] does the file have the column */
    uint64_t data_at;         /* byte offset of the first data row */
    uint64_t n_bytes_file;
};
#define DY_SLOT_UNIT (UINT32_MAX - 1)
#define DY_SLOT_IGNORED (UINT32_MAX - 2)

/* --- what was published (published.yaml) --- */

struct dy_published_figure {
    const char *id; /* choice id, "against_all", a field, or a unit id for a turnout series */
    bool is_percent;
    uint64_t value;   /* a count; for a percentage the digits without the point: 53.90 -> 5390 */
    uint8_t decimals; /* of a percentage */
    const char *kind; /* "votes", "percent", "seats", "body", "total", "turnout" */
    const char *part, *of; /* percentages: share ids or field names; NULL = not said */
    struct dy_span at;
};
struct dy_statement {
    const char *id;
    const char *publisher;
    const char *source;  /* address */
    const char *date;    /* as given: "2023-03-27" or "2023-03-19T18:10" */
    const char *status;  /* official | preliminary | media | computed */
    const char *contest; /* "list", "district/01"; NULL = the whole election */
    const char *series;  /* statements with the same series are successive or parallel snapshots */
    const char *reg;     /* version of the voters' register that percentages use; NULL = not said */
    const char *expect;  /* codes of the findings that this statement is kept for; NULL = none */
    size_t n_figures;
    struct dy_published_figure *figures;
};

struct dy_election {
    const char *id;   /* folder name: "assembly-2023" */
    const char *path; /* folder */
    struct dy_names title;
    struct dy_date date;
    const char *act_id;
    const struct dy_law_version *law; /* in force on `date`, or as asked for */
    bool other_law;                   /* law was asked for: not the one it was held under */
    const char *question_kind;        /* referendums: see dy_law_award.regions_when */
    dy_seats seats_given;             /* of the body, where the law leaves it to the election */
    bool synthetic;                   /* made up; marked on every face */
    struct dy_units units;
    size_t n_lists;
    struct dy_list *lists;
    size_t n_contests;
    struct dy_contest *contests; /* by tier, then by area in units order */
    size_t n_protocols;
    struct dy_protocols *protocols;
    size_t n_declared;
    struct dy_declared *declared;
    size_t n_decisions;
    struct dy_decision *decisions;
    size_t n_events;
    struct dy_election_event *events; /* besides "election-day", which is `date` */
    size_t n_statements;
    struct dy_statement *statements;
    size_t n_notes;
    struct dy_names *notes; /* what a reader must know (unverified, incomplete): on every face */
};

/* The contest's name in paths and decisions, "list" or "district/01"; NULL without memory. */
const char *dy_contest_label(struct dy_arena *mem, const struct dy_election *election,
                             const struct dy_contest *contest);
/* The contest with that name, DY_NOTHING if there is none; a tier's only contest needs no area. */
uint32_t dy_contest_find(const struct dy_election *election, const char *label);

/*
 * Read an election folder. law_root is where acts are found; law_id and law_day replace the
 * folder's own act and day when given (the same votes under another law); readings is a list of
 * "R5=down" strings. Protocol files: header only.
 */
struct dy_election_options {
    const char *law_root;
    const char *law_id;     /* NULL = the election's */
    struct dy_date law_day; /* unset = the election's date */
    size_t n_readings;
    const char *const *readings;
};
DY_NODISCARD enum dy_code dy_election_read(struct dy_arena *mem, const char *path,
                                           const struct dy_election_options *options,
                                           const struct dy_election **out, struct dy_err *err);

/*
 * The same, from parts that were kept elsewhere: nothing is read from files but the law, where
 * parts->act is NULL or options ask for another, and protocols are none yet.
 */
struct dy_yaml;
struct dy_election_parts {
    const char *path;                /* for messages */
    const struct dy_yaml *root;      /* what election.yaml holds */
    const char *units;               /* what units.csv holds */
    size_t n_units;                  /* bytes of it */
    const struct dy_units *same;     /* what was read from them before, NULL = nothing */
    const struct dy_yaml *published; /* what published.yaml holds, NULL = nothing */
    const struct dy_law_act *act;
};
DY_NODISCARD enum dy_code dy_election_assemble(struct dy_arena *mem,
                                               const struct dy_election_parts *parts,
                                               const struct dy_election_options *options,
                                               struct dy_election **out, struct dy_err *err);
/* The slot that a column's name means in protocols of a tier; DY_NOTHING if it means none. */
uint32_t dy_protocols_slot(const struct dy_election *election, uint32_t tier, const char *name,
                           size_t n);
/* The day of an event, "election-day" among them; false when it is not known. */
bool dy_election_event_date(const struct dy_election *election, const char *id,
                            struct dy_date *out) DY_NODISCARD;

/* One protocol row. values[n_slots]: fields of the law, choices, against all; 0 where absent. */
struct dy_row {
    uint32_t unit;
    uint32_t line;
    uint64_t byte;
    const uint64_t *values;
    bool seen; /* `look` was content with it */
};
/*
 * What to do with rows. look (may be NULL) is called by either of two threads, in any order: it may
 * change only what belongs to its lane (0 .. DY_LANES), and says in *seen whether the row needs no
 * second look. visit is called for every row in the file's order, by one thread at a time.
 */
struct dy_row_visitor {
    void *self;
    enum dy_code (*look)(void *self, unsigned lane, const struct dy_row *row, bool *seen,
                         struct dy_err *err);
    enum dy_code (*visit)(void *self, const struct dy_row *row, struct dy_err *err);
};
/*
 * Read all rows in order, strictly. Memory: some blocks (2 MiB). Duplicate stations within a file
 * are DY_E_INPUT. limits: line 1 MiB, unless the message says otherwise.
 */
DY_NODISCARD enum dy_code dy_protocols_scan(const struct dy_election *election,
                                            const struct dy_protocols *protocols,
                                            const struct dy_row_visitor *visitor,
                                            struct dy_err *err);

#endif
