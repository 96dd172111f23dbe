/* Policies: reading them. */
#include "record/policy.h"

#include <stdio.h>
#include <string.h>

#include "record/base64.h"

enum { WORDS_MAX = DY_POLICY_MEMBERS + 3 };

struct reader {
    struct dy_arena *mem;
    const char *file;
    struct dy_err *err;
    struct dy_policy *to;
    uint32_t line;
    size_t n; /* words of the line */
    const char **words;
    bool seen_quorum;
};

static enum dy_code wrong(const struct reader *from, const char *format, ...) DY_PRINTF(2, 3);
static enum dy_code wrong(const struct reader *from, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return dy_fail(from->err, DY_E_INPUT, (struct dy_span){.file = from->file, .line = from->line},
                   NULL, "%s", text);
}

static struct dy_policy_member *find_member(const struct reader *from, const char *name)
{
    for (size_t i = 0; i < from->to->n_members; i++)
        if (strcmp(from->to->members[i].name, name) == 0)
            return &from->to->members[i];
    return NULL;
}

static enum dy_code parse_key(struct reader *from, const char *text, struct dy_verifier *out)
{
    struct dy_err inside = {0};
    enum dy_code code = dy_verifier_parse(from->mem, text, out, &inside);
    if (code == DY_E_NOMEM)
        return dy_no_memory(from->err);
    return code ? wrong(from, "the key %s", inside.msg) : DY_OK;
}

static enum dy_code parse_log(struct reader *from)
{
    struct dy_policy *to = from->to;
    if (from->n < 2 || from->n > 3)
        return wrong(from, "is no log; \"log\", its key and perhaps a URL are needed");
    if (to->n_logs == DY_POLICY_LOGS)
        return wrong(from, "is one log too many; at most %d are read", DY_POLICY_LOGS);
    struct dy_policy_log *log = &to->logs[to->n_logs];
    enum dy_code code = parse_key(from, from->words[1], &log->key);
    for (size_t i = 0; i < to->n_logs && !code; i++)
        if (memcmp(to->logs[i].key.key, log->key.key, DY_KEY_BYTES) == 0)
            code = wrong(from, "has the key of the log in line %u again", to->logs[i].line);
    log->url = from->n == 3 ? from->words[2] : NULL;
    log->line = from->line;
    to->n_logs += !code;
    return code;
}

/* A new name, for a witness or a group. */
static enum dy_code add_member(struct reader *from, const char *name, struct dy_policy_member **out)
{
    const struct dy_policy_member *same = find_member(from, name);
    if (strcmp(name, "none") == 0)
        return wrong(from, "defines \"none\", which is a word of its own");
    if (same)
        return wrong(from, "defines \"%.60s\" again; line %u does", name, same->line);
    if (from->to->n_members == DY_POLICY_MEMBERS)
        return wrong(from, "is one name too many; at most %d are read", DY_POLICY_MEMBERS);
    *out = &from->to->members[from->to->n_members];
    **out = (struct dy_policy_member){.name = name, .line = from->line};
    return DY_OK;
}

static enum dy_code parse_witness(struct reader *from)
{
    struct dy_policy *to = from->to;
    struct dy_policy_member *witness;
    if (from->n < 3 || from->n > 4)
        return wrong(from,
                     "is no witness; \"witness\", a name, its key and perhaps a URL are needed");
    enum dy_code code = add_member(from, from->words[1], &witness);
    if (!code)
        code = parse_key(from, from->words[2], &witness->key);
    if (!code && witness->key.kind != DY_KEY_COSIGNATURE)
        code = wrong(from, "the key is no witness's; a cosignature's (4) is needed");
    for (size_t i = 0; i < to->n_members && !code; i++)
        if (!to->members[i].is_group &&
            memcmp(to->members[i].key.key, witness->key.key, DY_KEY_BYTES) == 0)
            code = wrong(from, "has the key of the witness in line %u again", to->members[i].line);
    if (code)
        return code;
    witness->url = from->n == 4 ? from->words[3] : NULL;
    to->n_members++;
    return DY_OK;
}

/* "all", "any" or a number from 1 to the group's members. */
static enum dy_code parse_needed(struct reader *from, struct dy_policy_member *group)
{
    const char *word = from->words[2];
    uint64_t needed = 0;
    if (strcmp(word, "all") == 0)
        needed = group->n;
    else if (strcmp(word, "any") == 0)
        needed = 1;
    else if (!dy_parse_size(word, strlen(word), &needed))
        return wrong(from, "needs \"%.40s\" of its members; all, any or a number is needed", word);
    if (needed < 1 || needed > group->n)
        return wrong(from, "needs %.20s of its %zu members", word, group->n);
    group->needed = (size_t)needed;
    return DY_OK;
}

static enum dy_code parse_group(struct reader *from)
{
    struct dy_policy_member *group;
    if (from->n < 4)
        return wrong(
            from, "is no group; \"group\", a name, how many of them, and its members are needed");
    enum dy_code code = add_member(from, from->words[1], &group);
    if (code)
        return code;
    group->is_group = true;
    group->n = from->n - 3;
    size_t *of = DY_NEW(from->mem, size_t, group->n);
    if (!of)
        return dy_no_memory(from->err);
    group->of = of;
    code = parse_needed(from, group);
    for (size_t i = 0; i < group->n && !code; i++) {
        const char *name = from->words[3 + i];
        struct dy_policy_member *member = find_member(from, name);
        if (!member)
            return wrong(from, "names \"%.60s\", which no line before it defines", name);
        if (member->is_taken)
            return wrong(from, "names \"%.60s\", which is a member already", name);
        member->is_taken = true;
        of[i] = (size_t)(member - from->to->members);
    }
    from->to->n_members += !code;
    return code;
}

static enum dy_code parse_quorum(struct reader *from)
{
    if (from->n != 2)
        return wrong(from, "is no quorum; \"quorum\" and one name are needed");
    if (from->seen_quorum)
        return wrong(from, "is a second quorum");
    from->seen_quorum = true;
    if (strcmp(from->words[1], "none") == 0)
        return DY_OK;
    const struct dy_policy_member *member = find_member(from, from->words[1]);
    if (!member)
        return wrong(from, "names \"%.60s\", which no line before it defines", from->words[1]);
    from->to->has_quorum = true;
    from->to->quorum = (size_t)(member - from->to->members);
    return DY_OK;
}

static enum dy_code parse_line(struct reader *from)
{
    static const struct {
        const char *word;
        enum dy_code (*parse)(struct reader *from);
    } rows[] = {{"log", parse_log},
                {"witness", parse_witness},
                {"group", parse_group},
                {"quorum", parse_quorum}};
    if (from->n == 0 || from->words[0][0] == '#')
        return DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        if (strcmp(from->words[0], rows[i].word) == 0)
            return rows[i].parse(from);
    return wrong(from, "begins with \"%.40s\"; log, witness, group or quorum is needed",
                 from->words[0]);
}

/* Cut a line into words, in place; a comment is one word. */
static enum dy_code split(struct reader *from, char *line)
{
    from->n = 0;
    while (*(line += strspn(line, " \t"))) {
        if (from->n == WORDS_MAX)
            return wrong(from, "has more than %d words", WORDS_MAX);
        from->words[from->n++] = line;
        if (*line == '#' && from->n == 1)
            break;
        line += strcspn(line, " \t");
        if (*line)
            *line++ = '\0';
    }
    return DY_OK;
}

static enum dy_code check_octets(const struct reader *from, const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)line[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return wrong(from, "has a control character (0x%02x)%s", c,
                         c == '\r' ? "; lines end with a newline alone" : "");
    }
    return DY_OK;
}

static enum dy_code parse_lines(struct reader *from, const char *bytes, size_t n)
{
    enum dy_code code = DY_OK;
    for (const char *at = bytes, *end = bytes + n; at < end && !code;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        from->line++;
        if (!stop)
            return wrong(from, "does not end with a newline; was the file cut?");
        code = check_octets(from, at, (size_t)(stop - at));
        char *line = code ? NULL : dy_arena_copy(from->mem, at, (size_t)(stop - at));
        if (!code && !line)
            code = dy_no_memory(from->err);
        if (!code)
            code = split(from, line);
        if (!code)
            code = parse_line(from);
        at = stop + 1;
    }
    from->line = 0;
    if (!code && !from->seen_quorum)
        code =
            wrong(from, "has no quorum line; \"quorum\" and a name, or \"quorum none\", is needed");
    return code;
}

enum dy_code dy_policy_parse(struct dy_arena *mem, const char *file, const char *bytes, size_t n,
                             struct dy_policy *out, struct dy_err *err)
{
    struct reader from = {.mem = mem, .file = file, .err = err, .to = out};
    *out = (struct dy_policy){0};
    if (n > DY_POLICY_BYTES)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = file}, NULL,
                       "has %zu bytes; a policy has at most %d", n, DY_POLICY_BYTES);
    out->logs = DY_NEW(mem, struct dy_policy_log, DY_POLICY_LOGS);
    out->members = DY_NEW(mem, struct dy_policy_member, DY_POLICY_MEMBERS);
    from.words = DY_NEW(mem, const char *, WORDS_MAX);
    return out->logs && out->members && from.words ? parse_lines(&from, bytes, n)
                                                   : dy_no_memory(err);
}
