/*
 * One hashing state a thread: making one costs more than hashing a node does. It is freed when its
 * thread ends.
 */
#include "record/sha256.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>

_Static_assert(DY_SHA256_BYTES == crypto_hash_sha256_BYTES, "one SHA-256");

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;

static void free_state(void *state)
{
    EVP_MD_CTX_free(state);
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, free_state) == 0;
}

static EVP_MD_CTX *new_state(void)
{
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    if (state && EVP_DigestInit_ex(state, EVP_sha256(), NULL) == 1 &&
        pthread_setspecific(key, state) == 0)
        return state;
    EVP_MD_CTX_free(state);
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
    if (!state || EVP_DigestInit_ex(state, NULL, NULL) != 1 ||
        EVP_DigestUpdate(state, first, n_first) != 1 ||
        EVP_DigestUpdate(state, second, n_second) != 1 || EVP_DigestFinal_ex(state, out, NULL) != 1)
        by_libsodium(first, n_first, second, n_second, out);
}
