/*
 * Messages. Each catalogue is a GNU .mo file linked into the program: lookups need no locale, no
 * file and no lock, so that one process can speak several languages at once.
 * source: GNU gettext manual, "The Format of GNU MO Files", "Plural forms".
 */
#include "base/say.h"

#include <string.h>

#include "base/catalogues.h"
#include "base/plural.h"
#include "dauys/base.h"

static const uint32_t MO_MAGIC = 0x950412de;
enum { MO_COUNT = 8, MO_ORIGINALS = 12, MO_TRANSLATIONS = 16, MO_ROW = 8 };

/* Little-endian on every machine, as the build asks msgfmt for. */
static uint32_t word_at(const char *bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes + at;
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static const struct dy_catalogue *find_catalogue(const char *lang)
{
    for (size_t i = 0; i < dy_n_catalogues; i++)
        if (strcmp(dy_catalogues[i].lang, lang) == 0)
            return &dy_catalogues[i];
    return NULL;
}

/* The entry for msgid, all plural forms with NUL between; NULL if it is not translated. */
static const char *find_entry(const char *lang, const char *msgid, size_t *n)
{
    const struct dy_catalogue *of = lang ? find_catalogue(lang) : NULL;
    if (!of || word_at(of->mo, 0) != MO_MAGIC)
        return NULL;
    size_t low = 0, high = word_at(of->mo, MO_COUNT);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        size_t row = word_at(of->mo, MO_ORIGINALS) + middle * MO_ROW;
        int order = strcmp(msgid, of->mo + word_at(of->mo, row + 4));
        if (order == 0) {
            row = word_at(of->mo, MO_TRANSLATIONS) + middle * MO_ROW;
            *n = word_at(of->mo, row);
            return of->mo + word_at(of->mo, row + 4);
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *dy_say(const char *lang, const char *msgid)
{
    size_t n;
    const char *text = *msgid ? find_entry(lang, msgid, &n) : NULL;
    return text && *text ? text : msgid;
}

/* The form number that the catalogue's own rule gives for n. */
static size_t plural_form(const char *lang, uint64_t n)
{
    size_t size;
    const char *header = find_entry(lang, "", &size);
    const char *rule = header ? strstr(header, "plural=") : NULL;
    uint64_t form;
    return rule && dy_plural_evaluate(rule + strlen("plural="), n, &form) ? (size_t)form : n != 1;
}

const char *dy_say_n(const char *lang, const char *msgid, const char *msgid_plural, uint64_t n)
{
    size_t size;
    const char *text = find_entry(lang, msgid, &size);
    if (!text || !*text)
        return n == 1 ? msgid : msgid_plural;
    const char *end = text + size;
    for (size_t skip = plural_form(lang, n); skip > 0; skip--) {
        const char *next = text + strlen(text) + 1;
        if (next >= end)
            break;
        text = next;
    }
    return text;
}

const char *const *dy_languages(void)
{
    return dy_catalogue_languages;
}
