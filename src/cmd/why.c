/* dauys why: the derivation of one figure. */
#include "cmd/cmd.h"
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

int dy_cmd_why(struct dy_cmd *cmd)
{
    const struct dy_election *election;
    const struct dy_outcome *outcome;
    const struct dy_why *why = NULL;
    struct dy_state *state = NULL;
    json_t *value;
    enum dy_code code = dy_cmd_election(cmd, &election);
    if (!code)
        code = dy_state_fold(cmd->mem, election, dy_cmd_source(cmd), false, &state, &cmd->err);
    if (!code)
        code = dy_count(cmd->mem, election, state->source, state->n_tallies, state->tallies,
                        &outcome, &cmd->err);
    if (!code) {
        struct dy_why_source source = dy_state_why_source(state);
        code = dy_count_why(cmd->mem, outcome, cmd->args[1], &source, &why, &cmd->err);
    }
    if (!code && cmd->options[DY_OPT_JSON]) {
        struct dy_entry_proofs proofs = {cmd->record, prove};
        code = dy_publish_why_json(why, cmd->print.lang, cmd->record ? &proofs : NULL, &value,
                                   &cmd->err);
        if (!code)
            return dy_cmd_json(cmd, value);
    }
    if (code)
        return dy_cmd_failed(cmd);
    dy_publish_why_tree(&cmd->print, why);
    return 0;
}
