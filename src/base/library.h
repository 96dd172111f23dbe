/*
 * Libraries that only some commands need, opened when they do: libpq and libmicrohttpd bring some
 * twenty others with them, which every start of the program would have to load (measured: 5 ms of
 * 6; bench/run shows the whole).
 *
 * A user lists the functions once, DY_LIBRARY_FIELD makes a table of pointers of them, and macros
 * of the functions' names let the code read as ever:
 *
 *   #define FUNCTIONS(X) X(PQclear) X(PQfinish)
 *   struct pq { FUNCTIONS(DY_LIBRARY_FIELD) };
 *   static const char *const names[] = {FUNCTIONS(DY_LIBRARY_NAME)};
 *   #define PQclear (pq.PQclear)
 */
#ifndef DAUYS_BASE_LIBRARY_H
#define DAUYS_BASE_LIBRARY_H

#include "dauys/base.h"

#define DY_LIBRARY_FIELD(function) __typeof__(&function) function;
#define DY_LIBRARY_NAME(function) #function,

/*
 * Fill table[n], as many pointers as names, from the library `file` ("libpq.so.5"). It stays open
 * as long as the program runs. package: what brings it, for the message. errors DY_E_IO.
 */
DY_NODISCARD enum dy_code dy_library_open(const char *file, const char *package, size_t n,
                                          const char *const *names, void *table,
                                          struct dy_err *err);

#endif
