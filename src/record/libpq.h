/* libpq5's functions that are used here, through pointers: see base/library.h. */
#ifndef DAUYS_RECORD_LIBPQ_H
#define DAUYS_RECORD_LIBPQ_H

#include <libpq-fe.h>

#include "base/library.h"

#define DY_PQ_FUNCTIONS(X)                                                                         \
    X(PQclear)                                                                                     \
    X(PQcmdTuples)                                                                                 \
    X(PQconnectdbParams)                                                                           \
    X(PQconninfoFree)                                                                              \
    X(PQconninfoParse)                                                                             \
    X(PQconsumeInput)                                                                              \
    X(PQerrorMessage)                                                                              \
    X(PQfinish)                                                                                    \
    X(PQflush)                                                                                     \
    X(PQfreemem)                                                                                   \
    X(PQgetResult)                                                                                 \
    X(PQgetlength)                                                                                 \
    X(PQgetvalue)                                                                                  \
    X(PQisBusy)                                                                                    \
    X(PQnotifies)                                                                                  \
    X(PQntuples)                                                                                   \
    X(PQresultErrorField)                                                                          \
    X(PQresultStatus)                                                                              \
    X(PQsendQuery)                                                                                 \
    X(PQsendQueryParams)                                                                           \
    X(PQsetNoticeProcessor)                                                                        \
    X(PQsetnonblocking)                                                                            \
    X(PQsocket)                                                                                    \
    X(PQstatus)

struct dy_pq {
    DY_PQ_FUNCTIONS(DY_LIBRARY_FIELD)
};
extern struct dy_pq dy_pq;
/* Open the library, once. errors DY_E_IO. */
DY_NODISCARD enum dy_code dy_pq_open(struct dy_err *err);

#define PQclear (dy_pq.PQclear)
#define PQcmdTuples (dy_pq.PQcmdTuples)
#define PQconnectdbParams (dy_pq.PQconnectdbParams)
#define PQconninfoFree (dy_pq.PQconninfoFree)
#define PQconninfoParse (dy_pq.PQconninfoParse)
#define PQconsumeInput (dy_pq.PQconsumeInput)
#define PQerrorMessage (dy_pq.PQerrorMessage)
#define PQfinish (dy_pq.PQfinish)
#define PQflush (dy_pq.PQflush)
#define PQfreemem (dy_pq.PQfreemem)
#define PQgetResult (dy_pq.PQgetResult)
#define PQgetlength (dy_pq.PQgetlength)
#define PQgetvalue (dy_pq.PQgetvalue)
#define PQisBusy (dy_pq.PQisBusy)
#define PQnotifies (dy_pq.PQnotifies)
#define PQntuples (dy_pq.PQntuples)
#define PQresultErrorField (dy_pq.PQresultErrorField)
#define PQresultStatus (dy_pq.PQresultStatus)
#define PQsendQuery (dy_pq.PQsendQuery)
#define PQsendQueryParams (dy_pq.PQsendQueryParams)
#define PQsetNoticeProcessor (dy_pq.PQsetNoticeProcessor)
#define PQsetnonblocking (dy_pq.PQsetnonblocking)
#define PQsocket (dy_pq.PQsocket)
#define PQstatus (dy_pq.PQstatus)

#endif
