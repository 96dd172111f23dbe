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
 * The number that n digits at `at` write. *bad becomes other than 0 unless they are one to eight
 * digits: it is to be asked once for many numbers, so that nothing branches here.
 */
static inline uint64_t dy_bytes_digits(const char *at, size_t n, uint64_t *bad)
{
    uint64_t word = (dy_bytes_load(at) ^ DY_EACH('0'))
                    << ((64 - 8 * n) & 63); /* the last digit on top */
    *bad |= (n - 1) >> 3 | ((word | (word + DY_EACH(0x76))) & DY_EACH(0x80));
    word = (word * (1 + (10 << 8))) >> 8 & 0x00ff00ff00ff00ff;
    word = (word * (1 + (100 << 16))) >> 16 & 0x0000ffff0000ffff;
    return (word * (1 + (UINT64_C(10000) << 32))) >> 32;
}

#endif
