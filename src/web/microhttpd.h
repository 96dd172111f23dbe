/* libmicrohttpd12's functions that are used here, through pointers: see base/library.h. */
#ifndef DAUYS_WEB_MICROHTTPD_H
#define DAUYS_WEB_MICROHTTPD_H

#include <microhttpd.h>

#include "base/library.h"

#define DY_MHD_FUNCTIONS(X)                                                                        \
    X(MHD_add_response_header)                                                                     \
    X(MHD_create_response_from_buffer)                                                             \
    X(MHD_destroy_response)                                                                        \
    X(MHD_get_connection_info)                                                                     \
    X(MHD_get_connection_values_n)                                                                 \
    X(MHD_queue_response)                                                                          \
    X(MHD_quiesce_daemon)                                                                          \
    X(MHD_start_daemon)                                                                            \
    X(MHD_stop_daemon)

struct dy_mhd {
    DY_MHD_FUNCTIONS(DY_LIBRARY_FIELD)
};
extern struct dy_mhd dy_mhd;
/* Open the library, once. errors DY_E_IO. */
DY_NODISCARD enum dy_code dy_mhd_open(struct dy_err *err);

#define MHD_add_response_header (dy_mhd.MHD_add_response_header)
#define MHD_create_response_from_buffer (dy_mhd.MHD_create_response_from_buffer)
#define MHD_destroy_response (dy_mhd.MHD_destroy_response)
#define MHD_get_connection_info (dy_mhd.MHD_get_connection_info)
#define MHD_get_connection_values_n (dy_mhd.MHD_get_connection_values_n)
#define MHD_queue_response (dy_mhd.MHD_queue_response)
#define MHD_quiesce_daemon (dy_mhd.MHD_quiesce_daemon)
#define MHD_start_daemon (dy_mhd.MHD_start_daemon)
#define MHD_stop_daemon (dy_mhd.MHD_stop_daemon)

#endif
