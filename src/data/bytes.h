/*
 * Eight bytes of text at a time, in one word: what the readers of large files spend their time on,
 * without instructions of one processor. The lowest byte of a word is the first in memory.
 */
#ifndef DAUYS_DATA_BYTES_H
#define DAUYS_DATA_BYTES_H

#include <endian.h>
#include <string.h>

#include "dauys/base.h"

#define DY_EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

static inline uint64_t dy_bytes_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* The top bit of each byte of `word` that equals `byte`. Exact: no carry runs from byte to byte. */
static inline uint64_t dy_bytes_equal(uint64_t word, char byte)
{
    uint64_t other = word ^ DY_EACH(byte), low = DY_EACH(0x7f);
    return ~(((other & low) + low) | other | low);
}

/* A bit for each `byte` among the 64 bytes from `at`, the first in the lowest. */
static inline uint64_t dy_bytes_find(const char *at, char byte)
{
    uint64_t found = 0;
    for (unsigned i = 0; i < 8; i++) /* the multiplication gathers the eight top bits */
        found |= (dy_bytes_equal(dy_bytes_load(at + 8 * i), byte) * UINT64_C(0x0002040810204081)) >>
                 56 << 8 * i;
    return found;
}

/* The same up to `stop`, and the bit of `stop` itself if it is among them: the ends of all cells.
 */
static inline uint64_t dy_bytes_ends(const char *at, const char *stop, char byte)
{
    uint64_t found = dy_bytes_find(at, byte);
    if (stop - at >= 64)
        return found;
    uint64_t last = UINT64_C(1) << (stop - at);
    return (found & (last - 1)) | last;
}

#endif
