/* What is ambiguous, or no HTTP. */
#include "web/judge.h"

#include <string.h>
#include <strings.h>

static const struct dy_web_refusal GOOD = {0, NULL};

static struct dy_web_refusal bad(const char *why)
{
    return (struct dy_web_refusal){400, why};
}

/* RFC 9110, 5.6.2: a name is a token. A space before the colon would be part of it. */
static bool is_token(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        bool is_digit = c >= '0' && c <= '9';
        if (!is_letter && !is_digit && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return n > 0;
}

/* No control characters but tabs: no NUL, no line break of a folded header. */
static bool is_text(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_named(const struct dy_web_header *header, const char *name)
{
    return header->n_name == strlen(name) && strncasecmp(header->name, name, header->n_name) == 0;
}

static size_t count(const struct dy_web_head *head, const char *name,
                    const struct dy_web_header **last)
{
    size_t n = 0;
    for (size_t i = 0; i < head->n; i++)
        if (is_named(&head->headers[i], name)) {
            *last = &head->headers[i];
            n++;
        }
    return n;
}

static struct dy_web_refusal judge_target(const char *target)
{
    size_t n = strlen(target);
    if (n >= DY_WEB_TARGET)
        return (struct dy_web_refusal){414, "the target of the request is too long"};
    if (target[0] != '/')
        return bad("the target of the request does not begin with a slash");
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)target[i] <= ' ' || (unsigned char)target[i] > '~')
            return bad("the target of the request has a character that has to be encoded");
    return GOOD;
}

static struct dy_web_refusal judge_headers(const struct dy_web_head *head)
{
    if (head->n > DY_WEB_HEADERS)
        return (struct dy_web_refusal){431, "there are too many headers"};
    for (size_t i = 0; i < head->n; i++) {
        const struct dy_web_header *header = &head->headers[i];
        if (!is_token(header->name, header->n_name))
            return bad("a header's name has a character that no name has, perhaps a space before "
                       "the colon");
        if (!is_text(header->value, header->n_value))
            return bad("a header's value has a control character");
    }
    return GOOD;
}

static struct dy_web_refusal judge_length(const struct dy_web_header *header, uint64_t *length)
{
    *length = 0;
    for (size_t i = 0; i < header->n_value; i++) {
        unsigned digit = (unsigned char)header->value[i] - (unsigned)'0';
        if (digit > 9 || __builtin_mul_overflow(*length, 10, length) ||
            __builtin_add_overflow(*length, digit, length))
            return bad("Content-Length is no number");
    }
    return header->n_value > 0 ? GOOD : bad("Content-Length is no number");
}

static struct dy_web_refusal judge_framing(const struct dy_web_head *head, bool is_old,
                                           uint64_t *length)
{
    const struct dy_web_header *last = NULL;
    size_t n_coded = count(head, "Transfer-Encoding", &last);
    if (n_coded > 1)
        return bad("there are two Transfer-Encoding headers");
    if (n_coded == 1 && (last->n_value != 7 || strncasecmp(last->value, "chunked", 7) != 0))
        return (struct dy_web_refusal){501, "Transfer-Encoding is not \"chunked\""};
    if (n_coded == 1 && is_old)
        return bad("HTTP/1.0 has no Transfer-Encoding");
    size_t n_lengths = count(head, "Content-Length", &last);
    if (n_lengths > 1)
        return bad("there are two Content-Length headers");
    if (n_lengths == 1 && n_coded == 1)
        return bad("there are both Content-Length and Transfer-Encoding");
    *length = n_coded ? UINT64_MAX : 0;
    return n_lengths == 1 ? judge_length(last, length) : GOOD;
}

struct dy_web_refusal dy_web_judge(const struct dy_web_head *head, uint64_t *length)
{
    const struct dy_web_header *host = NULL;
    bool is_old = strcmp(head->version, "HTTP/1.0") == 0;
    *length = 0;
    if (!is_old && strcmp(head->version, "HTTP/1.1") != 0)
        return (struct dy_web_refusal){505, "the version of HTTP is not 1.0 or 1.1"};
    struct dy_web_refusal refusal = judge_target(head->target);
    if (!refusal.status)
        refusal = judge_headers(head);
    if (refusal.status)
        return refusal;
    size_t n_hosts = count(head, "Host", &host);
    if (n_hosts > 1 || (n_hosts == 0 && !is_old) || (n_hosts == 1 && host->n_value == 0))
        return bad("there is not just one Host header");
    return judge_framing(head, is_old, length);
}
