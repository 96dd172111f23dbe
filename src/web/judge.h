/*
 * Requests that two readers could understand in two ways (RFC 9112, sections 3.2, 5.1, 6.3 and
 * 11.2): told from their first line and headers. Pure.
 */
#ifndef DAUYS_WEB_JUDGE_H
#define DAUYS_WEB_JUDGE_H

#include "dauys/base.h"

enum { DY_WEB_HEADERS = 64, DY_WEB_TARGET = 4096 };

struct dy_web_header {
    const char *name, *value;
    size_t n_name, n_value;
};
struct dy_web_head {
    const char *version; /* "HTTP/1.1" */
    const char *target;  /* "/path?query" as it was sent */
    size_t n;            /* of headers; more than DY_WEB_HEADERS are refused */
    const struct dy_web_header *headers;
};
struct dy_web_refusal {
    unsigned status; /* 0 = none: it may be answered */
    const char *why; /* a sentence */
};
/* *length: of the body as it is announced, UINT64_MAX when it comes in chunks. */
struct dy_web_refusal dy_web_judge(const struct dy_web_head *head, uint64_t *length);

#endif
