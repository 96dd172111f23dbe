/*
 * SHA-256 through OpenSSL's EVP, which uses the processor's own instructions for it (measured: five
 * times libsodium's; doc/adr).
 */
#ifndef DAUYS_RECORD_SHA256_H
#define DAUYS_RECORD_SHA256_H

#include "dauys/base.h"

enum { DY_SHA256_BYTES = 32 };

/*
 * The hash of `first` with `second` behind it; either may be of no bytes. Cannot fail: without
 * OpenSSL's library, or memory for its state, libsodium's slower function gives the same. Any
 * thread.
 */
void dy_sha256(const void *first, size_t n_first, const void *second, size_t n_second,
               uint8_t out[DY_SHA256_BYTES]);

#endif
