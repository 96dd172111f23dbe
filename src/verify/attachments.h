/* Scans and photographs of protocols, in a folder: known by their hash, whatever they are called.
 */
#ifndef DAUYS_VERIFY_ATTACHMENTS_H
#define DAUYS_VERIFY_ATTACHMENTS_H

#include "record/entry.h"

enum { DY_ATTACHMENT_BYTES = 256 << 20 };
struct dy_attachment {
    struct dy_hash hash;
    uint64_t bytes;
};
struct dy_attachments {
    const char *folder;
    struct dy_vec of; /* struct dy_attachment, sorted by hash */
};
/* Hash every file of the folder, not of those below it. */
DY_NODISCARD enum dy_code dy_attachments_read(struct dy_arena *mem, const char *folder,
                                              struct dy_attachments *out, struct dy_err *err);
/* Is the file there that the entry is about? errors DY_E_CRYPTO. file: of the entry, for messages.
 */
DY_NODISCARD enum dy_code dy_attachments_hold(const struct dy_attachments *in,
                                              const struct dy_entry *entry, const char *file,
                                              struct dy_err *err);
/* The hash and size of a file. */
DY_NODISCARD enum dy_code dy_attachment_of(const char *path, struct dy_attachment *out,
                                           struct dy_err *err);

#endif
