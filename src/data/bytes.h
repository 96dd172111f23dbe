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
 * Numbers, in two steps so that many are turned at once. n digits at `at` become a word: a digit a
 * byte, the last on top, zeros below. Whether they were one to eight digits is asked of `odd` once
 * for all of them, after the second step.
 */
struct dy_bytes_odd {
    uint64_t byte, n;
};
static inline uint64_t dy_bytes_digits(const char *at, size_t n, struct dy_bytes_odd *odd)
{
    odd->n |= n - 1;
    return (dy_bytes_load(at) ^ DY_EACH('0')) << ((64 - 8 * n) & 63);
}
static inline bool dy_bytes_odd(const struct dy_bytes_odd *odd)
{
    return (odd->byte & DY_EACH(0x80)) || odd->n > 7;
}

/* The number that the digits of a word write. */
static inline uint64_t dy_bytes_number(uint64_t word, struct dy_bytes_odd *odd)
{
    odd->byte |= word | (word + DY_EACH(0x76));
    word = word * 10 + (word >> 8); /* every second byte holds two digits */
    uint64_t even = (word & 0x000000ff000000ff) * 0x000f424000000064;
    uint64_t rest = (word >> 16 & 0x000000ff000000ff) * 0x0000271000000001;
    return (even + rest) >> 32;
}

#ifdef __SSE2__
/* Two digits in each sixteen bits of the words, then four in each thirty-two. */
static inline __m128i dy_bytes_fours(__m128i digits)
{
    __m128i twos = _mm_mullo_epi16(digits, _mm_set1_epi16(10 << 8 | 1)); /* in the upper bytes */
    return _mm_madd_epi16(_mm_srli_epi16(twos, 8), _mm_set1_epi32(1 << 16 | 100));
}
#endif

/* All words in place; there is room for a multiple of DY_BYTES_WORDS of them. */
enum { DY_BYTES_WORDS = 4 };
static inline void dy_bytes_numbers(uint64_t *words, size_t n, struct dy_bytes_odd *odd)
{
#ifdef __SSE2__
    __m128i bad = _mm_setzero_si128(), zero = _mm_setzero_si128();
    for (size_t i = 0; i < n; i += DY_BYTES_WORDS) {
        __m128i *at = (__m128i *)(void *)(words + i);
        __m128i a = _mm_loadu_si128(at), b = _mm_loadu_si128(at + 1), above9 = _mm_set1_epi8(0x76);
        bad = _mm_or_si128(bad, _mm_or_si128(a, _mm_add_epi8(a, above9)));
        bad = _mm_or_si128(bad, _mm_or_si128(b, _mm_add_epi8(b, above9)));
        __m128i fours = _mm_packs_epi32(dy_bytes_fours(a), dy_bytes_fours(b));
        __m128i eights = _mm_madd_epi16(fours, _mm_set1_epi32(1 << 16 | 10000));
        _mm_storeu_si128(at, _mm_unpacklo_epi32(eights, zero));
        _mm_storeu_si128(at + 1, _mm_unpackhi_epi32(eights, zero));
    }
    odd->byte |= _mm_movemask_epi8(bad) ? DY_EACH(0x80) : 0;
#else
    for (size_t i = 0; i < n; i++)
        words[i] = dy_bytes_number(words[i], odd);
#endif
}

#endif
