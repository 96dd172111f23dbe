/* dauys key: new, show, check, copy. */
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "cmd/passphrase.h"
#include "cmd/record.h"
#include "publish/table.h"
#include "record/keys.h"

enum { FINGERPRINT_BYTES = 16 };

/* Half of the hash in groups of four digits: to be read aloud. NULL = no memory. */
static const char *fingerprint(struct dy_cmd *cmd, const struct dy_verifier *verifier)
{
    struct dy_hash hash = dy_verifier_hash(verifier);
    const char *out = "";
    for (size_t i = 0; i < FINGERPRINT_BYTES && out; i += 2)
        out = dy_arena_format(cmd->mem, "%s%s%02x%02x", out, i ? " " : "", hash.of[i],
                              hash.of[i + 1]);
    return out;
}

/* The public key as entries name their author. NULL = no memory. */
static const char *author(struct dy_cmd *cmd, const uint8_t key[DY_KEY_BYTES])
{
    enum { SIZE = DY_KEY_BYTES * 2 + 1 };
    char *out = dy_arena_alloc(cmd->mem, SIZE, 1);
    return out ? sodium_bin2hex(out, SIZE, key, DY_KEY_BYTES) : NULL;
}

static const char *lock_text(struct dy_cmd *cmd, const struct dy_key_about *about)
{
    const char *lang = cmd->print.lang;
    struct dy_param params[] = {{"passes", dy_arena_format(cmd->mem, "%u", about->passes)},
                                {"kib", dy_arena_format(cmd->mem, "%u", about->kib)}};
    return about->passes
               ? dy_say_params(cmd->mem, lang, N_("Argon2id: passes {passes}, memory {kib} KiB"),
                               DY_COUNT_OF(params), params)
               : dy_say(lang, N_("none: whoever reads the file can sign"));
}

static int print_about(struct dy_cmd *cmd, const struct dy_key_about *about)
{
    const struct dy_verifier *key = &about->verifier;
    struct dy_verifier witness = dy_verifier_of(key->name, DY_KEY_COSIGNATURE, key->key);
    const struct {
        const char *label, *name, *value;
    } rows[] = {
        {N_("name"), "name", key->name},
        {N_("verifier key"), "verifier", dy_verifier_format(cmd->mem, key)},
        {N_("as a witness"), "witness", dy_verifier_format(cmd->mem, &witness)},
        {N_("as an author"), "author", author(cmd, key->key)},
        {N_("fingerprint"), "fingerprint", fingerprint(cmd, key)},
        {N_("passphrase"), "passphrase", lock_text(cmd, about)},
    };
    size_t width = 0;
    json_t *value = json_object();
    bool good = value != NULL;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        size_t w = dy_utf8_width(dy_say(cmd->print.lang, rows[i].label));
        width = w > width ? w : width;
        good = good && rows[i].value;
    }
    for (size_t i = 0; good && i < DY_COUNT_OF(rows) - 1; i++)
        good = json_object_set_new(value, rows[i].name, json_string(rows[i].value)) == 0;
    good =
        good && json_object_set_new(value, "has_passphrase", json_boolean(about->passes > 0)) == 0;
    if (good && cmd->options[DY_OPT_JSON])
        return dy_cmd_json(cmd, value);
    json_decref(value);
    if (!good) {
        (void)dy_no_memory(&cmd->err);
        return dy_cmd_failed(cmd);
    }
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        const char *label = dy_say(cmd->print.lang, rows[i].label);
        fprintf(cmd->print.to, "%s%*s%s\n", label, (int)(width - dy_utf8_width(label)) + 2, "",
                rows[i].value);
    }
    return 0;
}

static int show(struct dy_cmd *cmd)
{
    struct dy_key_about about;
    if (cmd->n_args != 2)
        return dy_cmd_usage(cmd, "usage: dauys key show FILE");
    if (dy_key_read_about(cmd->mem, cmd->args[1], &about, &cmd->err))
        return dy_cmd_failed(cmd);
    return print_about(cmd, &about);
}

/* --- new --- */

static bool parse_cost(const char *text, enum dy_key_cost *out)
{
    static const char *const names[] = {[DY_KEY_COST_MODERATE] = "moderate",
                                        [DY_KEY_COST_INTERACTIVE] = "interactive",
                                        [DY_KEY_COST_MIN] = "min"};
    *out = DY_KEY_COST_MODERATE;
    for (size_t i = 0; text && i < DY_COUNT_OF(names); i++) {
        if (strcmp(text, names[i]) == 0) {
            *out = (enum dy_key_cost)i;
            return true;
        }
    }
    return !text;
}

static enum dy_code is_new(struct dy_cmd *cmd, const char *path)
{
    if (access(path, F_OK) != 0)
        return DY_OK;
    return dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = path}, NULL,
                   "is there already; a key file is never written over");
}

static bool parse_lock(struct dy_cmd *cmd, enum dy_key_cost *cost, const char **what)
{
    if (cmd->options[DY_OPT_NO_PASSPHRASE] && cmd->options[DY_OPT_COST])
        *what = "--no-passphrase excludes --cost";
    else if (!parse_cost(cmd->options[DY_OPT_COST], cost))
        *what = "--cost is moderate, interactive or min";
    return !*what;
}

/* Say what cannot be before anybody types a passphrase. */
static enum dy_code check_new(struct dy_cmd *cmd, enum dy_key_cost *cost)
{
    const char *name = cmd->options[DY_OPT_NAME], *what = NULL;
    if (cmd->n_args != 2 || !name)
        what = "usage: dauys key new FILE --name NAME [--no-passphrase]";
    else if (!dy_verifier_good_name(name, strlen(name)))
        what = "--name takes at most 255 bytes of UTF-8 without spaces and plus signs, such as "
               "example.org/commission";
    else if (cmd->options[DY_OPT_NO_PASSPHRASE] && cmd->options[DY_OPT_PASSPHRASE_FILE])
        what = "--no-passphrase excludes --passphrase-file";
    else
        (void)parse_lock(cmd, cost, &what);
    if (what)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s", what);
    return is_new(cmd, cmd->args[1]);
}

static int make(struct dy_cmd *cmd)
{
    const char *path = cmd->args[1];
    struct dy_key_about about;
    struct dy_key key = {0};
    enum dy_key_cost cost;
    char *passphrase = NULL;
    enum dy_code code = check_new(cmd, &cost);
    if (!code && !cmd->options[DY_OPT_NO_PASSPHRASE])
        code = dy_cmd_new_passphrase(cmd, dy_cmd_passphrase_file(cmd), path, &passphrase);
    if (!code)
        code = dy_key_new(cmd->mem, cmd->options[DY_OPT_NAME], &key, &cmd->err);
    if (!code)
        code = dy_key_write(&key, path, passphrase, cost, &cmd->err);
    sodium_free(passphrase);
    dy_key_close(&key);
    if (!code)
        code = dy_key_read_about(cmd->mem, path, &about, &cmd->err);
    return code ? dy_cmd_failed(cmd) : print_about(cmd, &about);
}

/* --- check --- */

/* Does the passphrase open it? Then what the file says of itself is true. */
static int check(struct dy_cmd *cmd)
{
    struct dy_key key;
    if (cmd->n_args != 2)
        return dy_cmd_usage(cmd, "usage: dauys key check FILE");
    if (dy_cmd_key(cmd, cmd->args[1], &key))
        return dy_cmd_failed(cmd);
    dy_key_close(&key);
    fprintf(cmd->print.to, "%s: %s\n", cmd->args[1], dy_say(cmd->print.lang, N_("ok")));
    return 0;
}

/* --- copy --- */

/* The same key under another passphrase, in a new file: the old one is its owner's to remove. */
static int copy(struct dy_cmd *cmd)
{
    struct dy_key_about about;
    struct dy_key key = {0};
    enum dy_key_cost cost;
    char *passphrase = NULL;
    const char *what = NULL;
    if (cmd->n_args != 3)
        return dy_cmd_usage(cmd, "usage: dauys key copy FILE NEW-FILE [--no-passphrase]");
    if (!parse_lock(cmd, &cost, &what))
        return dy_cmd_usage(cmd, "%s", what);
    enum dy_code code = is_new(cmd, cmd->args[2]);
    if (!code)
        code = dy_cmd_key(cmd, cmd->args[1], &key);
    if (!code && !cmd->options[DY_OPT_NO_PASSPHRASE])
        code = dy_cmd_new_passphrase(cmd, NULL, cmd->args[2], &passphrase);
    if (!code)
        code = dy_key_write(&key, cmd->args[2], passphrase, cost, &cmd->err);
    sodium_free(passphrase);
    dy_key_close(&key);
    if (!code)
        code = dy_key_read_about(cmd->mem, cmd->args[2], &about, &cmd->err);
    return code ? dy_cmd_failed(cmd) : print_about(cmd, &about);
}

int dy_cmd_keys(struct dy_cmd *cmd)
{
    static const struct {
        const char *name;
        int (*run)(struct dy_cmd *);
    } verbs[] = {{"new", make},  {"show", show},          {"check", check},
                 {"copy", copy}, {"enrol", dy_key_enrol}, {"revoke", dy_key_revoke}};
    for (size_t i = 0; i < DY_COUNT_OF(verbs); i++)
        if (strcmp(cmd->args[0], verbs[i].name) == 0)
            return verbs[i].run(cmd);
    return dy_cmd_usage(
        cmd, "dauys key has no \"%.40s\"; new, show, check, copy, enrol and revoke there are",
        cmd->args[0]);
}
