/* Inclusion proofs as values. */
#include "publish/entry_proof.h"

#include "publish/json.h"
#include "state/record.h"

/* The leaf's hash, the head, and the hashes between them, all in hexadecimal digits. */
static json_t *prove(void *self, uint64_t entry)
{
    const struct dy_record *record = self;
    struct dy_record_head head = dy_record_head(record);
    struct dy_hash leaf = dy_forest_leaves(&record->forest)[entry];
    struct dy_proof proof;
    char hex[2 * DY_HASH_BYTES + 1], root[2 * DY_HASH_BYTES + 1];
    json_t *path = json_array();
    dy_forest_inclusion(&record->forest, head.size, entry, &proof);
    for (size_t i = 0; i < proof.n; i++) {
        dy_hex(proof.of[i].of, DY_HASH_BYTES, hex);
        path = dy_json_add(path, json_string(hex));
    }
    dy_hex(leaf.of, DY_HASH_BYTES, hex);
    dy_hex(head.root, DY_HASH_BYTES, root);
    return json_pack("{s:s s:I s:s s:o}", "leaf", hex, "size", (json_int_t)head.size, "root", root,
                     "inclusion", path);
}

struct dy_entry_proofs dy_entry_proofs_of(struct dy_record *record)
{
    return (struct dy_entry_proofs){record, prove};
}
