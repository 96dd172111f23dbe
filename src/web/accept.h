/* Which face of a page a client wants. */
#ifndef DAUYS_WEB_ACCEPT_H
#define DAUYS_WEB_ACCEPT_H

enum dy_face { DY_FACE_NONE, DY_FACE_HTML, DY_FACE_JSON };

/* By the Accept header (RFC 9110, 12.5.1), NULL = none: HTML where both are as welcome. */
enum dy_face dy_accept_face(const char *accept);

#endif
