/*
 * One hashing state a thread: making one costs more than hashing a node does. It is freed when its
 * thread ends. OpenSSL's library is opened with the first: it is the largest of all, and who counts
 * a folder hashes nothing.
 */
#include "record/sha256.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>

#include "base/library.h"

#define FUNCTIONS(X)                                                                               \
    X(EVP_DigestFinal_ex)                                                                          \
    X(EVP_DigestInit_ex)                                                                           \
    X(EVP_DigestUpdate)                                                                            \
    X(EVP_MD_CTX_free)                                                                             \
    X(EVP_MD_CTX_new)                                                                              \
    X(EVP_sha256)
static const char *const names[] = {FUNCTIONS(DY_LIBRARY_NAME)};
static struct {
    FUNCTIONS(DY_LIBRARY_FIELD)
} crypto;
_Static_assert(sizeof crypto == sizeof names, "a pointer for each name");

_Static_assert(DY_SHA256_BYTES == crypto_hash_sha256_BYTES, "one SHA-256");

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key; /* and the library */

static void free_state(void *state)
{
    crypto.EVP_MD_CTX_free(state);
}

static void make_key(void)
{
    struct dy_err unsaid = {0}; /* without it, libsodium does the same */
    has_key = dy_library_open("libcrypto.so.3", "libssl3", DY_COUNT_OF(names), names, &crypto,
                              &unsaid) == DY_OK &&
              pthread_key_create(&key, free_state) == 0;
}

static EVP_MD_CTX *new_state(void)
{
    EVP_MD_CTX *state = crypto.EVP_MD_CTX_new();
    if (state && crypto.EVP_DigestInit_ex(state, crypto.EVP_sha256(), NULL) == 1 &&
        pthread_setspecific(key, state) == 0)
        return state;
    crypto.EVP_MD_CTX_free(state);
    return NULL;
}

static EVP_MD_CTX *state_of_thread(void)
{
    pthread_once(&once, make_key);
    if (!has_key)
        return NULL;
    EVP_MD_CTX *state = pthread_getspecific(key);
    return state ? state : new_state();
}

static void by_libsodium(const void *first, size_t n_first, const void *second, size_t n_second,
                         uint8_t out[DY_SHA256_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, first, n_first);
    crypto_hash_sha256_update(&state, second, n_second);
    crypto_hash_sha256_final(&state, out);
}

void dy_sha256(const void *first, size_t n_first, const void *second, size_t n_second,
               uint8_t out[DY_SHA256_BYTES])
{
    EVP_MD_CTX *state = state_of_thread();
    if (!state || crypto.EVP_DigestInit_ex(state, NULL, NULL) != 1 ||
        crypto.EVP_DigestUpdate(state, first, n_first) != 1 ||
        crypto.EVP_DigestUpdate(state, second, n_second) != 1 ||
        crypto.EVP_DigestFinal_ex(state, out, NULL) != 1)
        by_libsodium(first, n_first, second, n_second, out);
}
