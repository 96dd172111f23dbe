/*
 * Messages for people. N_ marks an English text that stands in a table, so that xgettext finds it;
 * dy_say (dauys/base.h) translates where it is printed.
 */
#ifndef DAUYS_BASE_SAY_H
#define DAUYS_BASE_SAY_H

#define N_(text) text

#endif
