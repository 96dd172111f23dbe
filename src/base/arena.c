/* The arena: blocks from malloc, bumped; everything is freed at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dauys/base.h"

enum { BLOCK_BYTES = 64 * 1024, ALIGN = 16 };

struct dy_arena_block {
    struct dy_arena_block *older;
    _Alignas(ALIGN) char bytes[];
};

void dy_arena_init(struct dy_arena *mem)
{
    *mem = (struct dy_arena){0};
}

void dy_arena_finish(struct dy_arena *mem)
{
    if (!mem)
        return;
    while (mem->blocks) {
        struct dy_arena_block *older = mem->blocks->older;
        free(mem->blocks);
        mem->blocks = older;
    }
    dy_arena_init(mem);
}

/* A block of its own for anything large, so that the newest block keeps its free end. */
static void *alloc_large(struct dy_arena *mem, size_t bytes)
{
    struct dy_arena_block *block = calloc(1, sizeof *block + bytes);
    if (!block)
        return NULL;
    if (mem->blocks) {
        block->older = mem->blocks->older;
        mem->blocks->older = block;
    } else {
        mem->blocks = block;
    }
    return block->bytes;
}

static bool add_block(struct dy_arena *mem)
{
    struct dy_arena_block *block = calloc(1, sizeof *block + BLOCK_BYTES);
    if (!block)
        return false;
    block->older = mem->blocks;
    mem->blocks = block;
    mem->next = block->bytes;
    mem->left = BLOCK_BYTES;
    return true;
}

void *dy_arena_alloc(struct dy_arena *mem, size_t n, size_t size)
{
    size_t bytes;
    mem->n_allocs++;
    if (mem->fail_at && mem->n_allocs >= mem->fail_at)
        return NULL;
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX / 2)
        return NULL;
    bytes = bytes ? (bytes + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
    if (bytes > BLOCK_BYTES / 4)
        return alloc_large(mem, bytes);
    if (bytes > mem->left && !add_block(mem))
        return NULL;
    void *out = mem->next;
    mem->next += bytes;
    mem->left -= bytes;
    return out;
}

char *dy_arena_copy(struct dy_arena *mem, const char *text, size_t n)
{
    char *out = n == SIZE_MAX ? NULL : dy_arena_alloc(mem, n + 1, 1);
    if (out && n)
        memcpy(out, text, n);
    return out;
}

char *dy_arena_format(struct dy_arena *mem, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *out = n < 0 ? NULL : dy_arena_alloc(mem, (size_t)n + 1, 1);
    if (out)
        vsnprintf(out, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return out;
}

void *dy_vec_push(struct dy_arena *mem, struct dy_vec *vec, size_t size)
{
    if (vec->n == vec->capacity) {
        size_t capacity = vec->capacity ? vec->capacity * 2 : 8;
        char *items = dy_arena_alloc(mem, capacity, size);
        if (!items)
            return NULL;
        if (vec->n)
            memcpy(items, vec->items, vec->n * size);
        vec->items = items;
        vec->capacity = capacity;
    }
    return (char *)vec->items + vec->n++ * size;
}
