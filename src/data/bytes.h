/*
 * Eight bytes of text at a time, in one word: what the readers of large files spend their time on,
 * and sixteen where the processor has SSE2. The lowest byte of a word is the first in memory.
 */
#ifndef DAUYS_DATA_BYTES_H
#define DAUYS_DATA_BYTES_H

#include <endian.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
#ifdef __SSE2__
    for (unsigned i = 0; i < 4; i++) {
        __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i)),
                                      _mm_set1_epi8(byte));
        found |= (uint64_t)(uint32_t)_mm_movemask_epi8(same) << 16 * i;
    }
#else
    for (unsigned i = 0; i < 8; i++) /* the multiplication gathers the eight top bits */
        found |= (dy_bytes_equal(dy_bytes_load(at + 8 * i), byte) * UINT64_C(0x0002040810204081)) >>
                 56 << 8 * i;
#endif
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

/*
 * The number that n digits at `at` write. Whether they were one to eight digits is asked of `odd`
 * once for many numbers.
 */
struct dy_bytes_odd {
    uint64_t byte, n;
};
static inline uint64_t dy_bytes_digits(const char *at, size_t n, struct dy_bytes_odd *odd)
{
    odd->n |= n - 1;
    uint64_t word = (dy_bytes_load(at) ^ DY_EACH('0')) << ((64 - 8 * n) & 63); /* last on top */
    odd->byte |= word | (word + DY_EACH(0x76));
    word = word * 10 + (word >> 8); /* every second byte holds two digits */
    uint64_t even = (word & 0x000000ff000000ff) * 0x000f424000000064;
    uint64_t rest = (word >> 16 & 0x000000ff000000ff) * 0x0000271000000001;
    return (even + rest) >> 32;
}
static inline bool dy_bytes_odd(const struct dy_bytes_odd *odd)
{
    return (odd->byte & DY_EACH(0x80)) || odd->n > 7;
}

#endif
