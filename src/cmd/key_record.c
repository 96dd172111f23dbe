/* dauys key enrol and revoke: who may write into a record. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/say.h"
#include "cmd/record.h"
#include "record/vault.h"

/* A key file, a verifier key, or the author's 64 digits. */
static enum dy_code public_key(struct dy_cmd *cmd, const char *text, uint8_t out[DY_KEY_BYTES])
{
    struct stat about;
    struct dy_verifier verifier;
    if (strlen(text) == (size_t)2 * DY_KEY_BYTES && dy_unhex(text, (size_t)2 * DY_KEY_BYTES, out))
        return DY_OK;
    enum dy_code code = DY_OK;
    if (stat(text, &about) == 0)
        code = dy_key_read_public(cmd->mem, text, &verifier, &cmd->err);
    else
        code = dy_verifier_parse(cmd->mem, text, &verifier, &cmd->err);
    if (!code)
        memcpy(out, verifier.key, DY_KEY_BYTES);
    return code;
}

static const char *whole_area(const struct dy_election *election)
{
    uint32_t unit = 0;
    while (election->units.of[unit].parent != DY_NOTHING)
        unit = election->units.of[unit].parent;
    return election->units.of[unit].id;
}

/* Personal data go into the vault, their commitment into the entry. */
static enum dy_code keep_name(struct dy_cmd *cmd, json_t *body, struct dy_hash *commitment)
{
    const char *name = cmd->options[DY_OPT_NAME];
    char hex[2 * DY_HASH_BYTES + 1];
    if (!name)
        return DY_OK;
    json_t *data = json_pack("{s:s}", "name", name);
    char *bytes = NULL;
    size_t n = 0;
    enum dy_code code =
        data ? dy_canonical_write(cmd->mem, data, &bytes, &n, &cmd->err) : dy_no_memory(&cmd->err);
    json_decref(data);
    if (!code)
        code =
            dy_vault_keep(cmd->record->store, (struct dy_bytes){bytes, n}, commitment, &cmd->err);
    if (code)
        return code;
    dy_hex(commitment->of, sizeof commitment->of, hex);
    return json_object_set_new(body, "name", json_string(hex)) ? dy_no_memory(&cmd->err) : DY_OK;
}

static int say(struct dy_cmd *cmd, const struct dy_key *key, enum dy_code code, enum dy_kind kind,
               json_t *body)
{
    uint64_t number = 0;
    if (!code)
        code = dy_record_say(cmd, key, kind, body, &number);
    else
        json_decref(body);
    if (code)
        return dy_cmd_failed(cmd);
    fprintf(cmd->print.to, "%" PRIu64 "\n", number);
    return 0;
}

/* dauys key enrol RECORD KEY --person ID --role ROLE [--area UNIT] [--name NAME] */
int dy_key_enrol(struct dy_cmd *cmd)
{
    if (cmd->n_args != 3)
        return dy_cmd_usage(cmd, "usage: dauys key enrol RECORD KEY --person ID --role ROLE");
    struct dy_key key = {0};
    uint8_t public[DY_KEY_BYTES] = {0};
    char hex[2 * DY_KEY_BYTES + 1];
    const struct dy_election *election = NULL;
    const char *person = cmd->options[DY_OPT_PERSON], *role = cmd->options[DY_OPT_ROLE],
               *area = cmd->options[DY_OPT_AREA];
    json_t *body = NULL;
    struct dy_hash commitment;
    struct dy_err inner = {0};
    bool was_there;
    if (!person || !role)
        return dy_cmd_usage(cmd, "%s is missing", person ? "--role" : "--person");
    enum dy_code code = dy_record_texts(cmd);
    if (!code)
        code = public_key(cmd, cmd->args[2], public);
    if (!code)
        code = dy_record_begin(cmd, cmd->args[1], &key);
    if (!code)
        code = dy_record_election(cmd->record, &election, &cmd->err);
    dy_hex(public, sizeof public, hex);
    if (!code)
        body = json_pack("{s:s s:s s:s s:s}", "key", hex, "person", person, "role", role, "area",
                         area ? area : whole_area(election));
    if (!code)
        code = keep_name(cmd, body, &commitment);
    bool is_kept = !code && cmd->options[DY_OPT_NAME];
    int status = say(cmd, &key, code, DY_KIND_KEY_ENROLLED, body);
    /* Without its entry nobody could ever ask to have the name erased. */
    if (status && is_kept &&
        dy_store_vault_erase(cmd->record->store, &commitment, &was_there, &inner))
        fprintf(stderr, "dauys: the name stays in the vault: %s\n", inner.msg);
    dy_key_close(&key);
    return status;
}

/* dauys key revoke RECORD KEY --reason TEXT */
int dy_key_revoke(struct dy_cmd *cmd)
{
    if (cmd->n_args != 3)
        return dy_cmd_usage(cmd, "usage: dauys key revoke RECORD KEY --reason TEXT");
    struct dy_key key = {0};
    uint8_t public[DY_KEY_BYTES] = {0};
    char hex[2 * DY_KEY_BYTES + 1];
    const char *reason = cmd->options[DY_OPT_REASON];
    if (!reason)
        return dy_cmd_usage(cmd, "--reason is missing: it stays in the record");
    enum dy_code code = dy_record_texts(cmd);
    if (!code)
        code = public_key(cmd, cmd->args[2], public);
    if (!code)
        code = dy_record_begin(cmd, cmd->args[1], &key);
    dy_hex(public, sizeof public, hex);
    json_t *body = code ? NULL : json_pack("{s:s s:s}", "key", hex, "reason", reason);
    int status = say(cmd, &key, code, DY_KIND_KEY_REVOKED, body);
    dy_key_close(&key);
    return status;
}
