/*
 * Base: result codes, errors with a place, the arena, checked numbers, names in several languages.
 *
 * Every fallible function of libdauys returns enum dy_code and fills the struct dy_err given last.
 * The first error wins; success leaves the error untouched. Exit codes of the program: see
 * dy_code_exit().
 */
#ifndef DAUYS_BASE_H
#define DAUYS_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DY_NODISCARD __attribute__((warn_unused_result))
#define DY_PRINTF(form, first) __attribute__((__format__(__printf__, form, first)))
#define DY_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The largest count accepted from any file: 2^53, above which JSON readers lose digits. */
#define DY_VOTES_MAX ((uint64_t)1 << 53)

/*
 * Threads that work on one file at once, each in its lane. What a lane writes stands DY_LANE_ALIGN
 * bytes from what others write, or they would wait for each other's caches.
 */
enum { DY_LANES = 2, DY_LANE_ALIGN = 128 };

typedef uint64_t dy_votes; /* ballots or votes, 0 .. 2^53 in input; sums may reach 2^63 */
typedef uint32_t dy_seats; /* seats, 0 .. 10^6 */
__extension__ typedef unsigned __int128 dy_u128;
__extension__ typedef __int128 dy_i128;

enum dy_code {
    DY_OK = 0,
    DY_E_USAGE,  /* the command line is wrong */
    DY_E_INPUT,  /* a file or a value is wrong; the message says what would be right */
    DY_E_LIMIT,  /* larger than a stated limit (bytes, depth, rows, seats) */
    DY_E_NOMEM,  /* no memory */
    DY_E_IO,     /* a file cannot be opened, read or written */
    DY_E_CRYPTO, /* a signature or a hash does not hold */
    DY_E_BUG,    /* our own mistake */
};

/* A place in a file; 0 = not known. Lines, columns (in bytes) and bytes count from 1. */
struct dy_span {
    const char *file; /* borrowed: outlives the error (arena or static) */
    uint64_t byte;
    uint32_t line;
    uint32_t column;
};

struct dy_err {
    enum dy_code code;
    struct dy_span at;
    char where[96]; /* path inside the document: "/versions/2/tiers/1/seats"; may be empty */
    char msg[320];  /* one sentence: what is wrong and what would be right */
};

/* Fill `err` unless it already holds an error; returns `code` for `return dy_fail(...)`. */
enum dy_code dy_fail(struct dy_err *err, enum dy_code code, struct dy_span at, const char *where,
                     const char *format, ...) DY_PRINTF(5, 6);
/* "file:line:column: where: msg" (only the known parts); NUL-terminated, UTF-8, without control
 * characters: "?" stands for each. */
void dy_err_format(const struct dy_err *err, char *out, size_t size);
/* 0 good, 1 findings (never from here), 2 usage, 3 input or limit, 4 environment. */
int dy_code_exit(enum dy_code code);

/*
 * Arena: one per job; what it gives lives until dy_arena_finish. Zeroed, aligned for any type.
 * fail_at = n makes the n-th allocation (from 1) and all later ones fail: for tests.
 */
struct dy_arena_block;
struct dy_arena {
    struct dy_arena_block *blocks;
    size_t left;       /* bytes free in the newest block */
    char *next;        /* first free byte of it */
    uint64_t n_allocs; /* allocations asked for so far */
    uint64_t fail_at;  /* 0 = never */
};
void dy_arena_init(struct dy_arena *mem);
void dy_arena_finish(struct dy_arena *mem); /* NULL-safe; the arena may be used again */
/* NULL when there is no memory, or n * size overflows. n == 0 gives a unique non-NULL pointer. */
void *dy_arena_alloc(struct dy_arena *mem, size_t n, size_t size) DY_NODISCARD;
char *dy_arena_copy(struct dy_arena *mem, const char *text, size_t n) DY_NODISCARD; /* adds NUL */
char *dy_arena_format(struct dy_arena *mem, const char *format, ...) DY_PRINTF(2, 3) DY_NODISCARD;
#define DY_NEW(mem, type, n) ((type *)dy_arena_alloc((mem), (n), sizeof(type)))
/* The one way to report that an allocation failed. */
enum dy_code dy_no_memory(struct dy_err *err);

/*
 * A growing array inside an arena: `items` points at `n` items of `size` bytes, capacity doubles
 * (old copies stay in the arena: at most as much again). Returns the new zeroed item or NULL.
 */
struct dy_vec {
    void *items;
    size_t n, capacity;
};
void *dy_vec_push(struct dy_arena *mem, struct dy_vec *vec, size_t size) DY_NODISCARD;

/* Sums that cannot wrap: false on overflow, *sum then unchanged. */
bool dy_add(uint64_t *sum, uint64_t more) DY_NODISCARD;
/* Decimal digits only, no sign, no space, 0 .. DY_VOTES_MAX; leading zeros accepted. */
bool dy_parse_votes(const char *text, size_t n, dy_votes *out) DY_NODISCARD;

/* An exact non-negative fraction; den > 0. */
struct dy_fraction {
    uint64_t num, den;
};
/* "5 %", "5%", "0.7", "1/2", "3", "3.25 %" -> exact fraction, not reduced; false if not one. */
bool dy_parse_fraction(const char *text, struct dy_fraction *out) DY_NODISCARD;
/* part/whole compared with f, exactly: <0, 0, >0. part, whole < 2^63; f.num, f.den < 2^32. */
int dy_share_compare(uint64_t part, uint64_t whole, struct dy_fraction f);
/* "53.90" for part*100/whole rounded half up to `decimals` (0..6) by integers; "-" if whole is 0.
 */
void dy_format_percent(uint64_t part, uint64_t whole, unsigned decimals, char *out, size_t size);

/* A text in several languages: ISO 639-1 code and UTF-8 text. */
struct dy_name {
    const char *lang, *text;
};
struct dy_names {
    size_t n;
    struct dy_name *of;
};
/* The text in `lang`, else in "en", else the first, else `otherwise`. */
const char *dy_names_pick(const struct dy_names *names, const char *lang, const char *otherwise);

/*
 * Messages. Catalogues (po/LANG.po, compiled by msgfmt) are embedded in the library; msgid is the
 * English text. Unknown language or message: the msgid itself. Static storage; thread-safe.
 */
const char *dy_say(const char *lang, const char *msgid);
/* With a plural: msgid / msgid_plural chosen by the catalogue's rule for n (English otherwise). */
const char *dy_say_n(const char *lang, const char *msgid, const char *msgid_plural, uint64_t n);
/* The languages there are: "en" and one for each catalogue; NULL-terminated. */
const char *const *dy_languages(void);

/* Valid UTF-8 without NUL? Returns n if so, else the offset of the first bad byte. */
size_t dy_utf8_valid(const char *text, size_t n);
/*
 * In place: a "?" for each byte that is not UTF-8 and each control character, which could steer a
 * terminal. Returns text; NULL-safe.
 */
char *dy_plain(char *text);
/* Columns a terminal needs for UTF-8 text: one each code point, combining marks none. */
size_t dy_utf8_width(const char *text);

#endif
