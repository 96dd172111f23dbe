/* Policies: what one says of a checkpoint. */
#include <string.h>

#include "record/policy.h"

/* Is there a signature under that name and id? Only then it has to hold. */
static bool claims(const struct dy_note *note, const struct dy_verifier *key)
{
    for (size_t i = 0; i < note->n_signatures; i++)
        if (note->signatures[i].id == key->id && strcmp(note->signatures[i].name, key->name) == 0)
            return true;
    return false;
}

static enum dy_code check_log(const struct dy_note *note, const struct dy_checkpoint *checkpoint,
                              const struct dy_verifier *log, const struct dy_verifier **found,
                              struct dy_err *err)
{
    if (!claims(note, log))
        return DY_OK;
    enum dy_code code = dy_note_verify(note, log, NULL, err);
    if (!code && strcmp(checkpoint->origin, log->name) == 0 && !*found)
        *found = log;
    return code;
}

static enum dy_code check_logs(const struct dy_policy *policy, const struct dy_note *note,
                               const struct dy_checkpoint *checkpoint,
                               const struct dy_verifier *log, const struct dy_verifier **found,
                               struct dy_err *err)
{
    enum dy_code code = log ? check_log(note, checkpoint, log, found, err) : DY_OK;
    for (size_t i = 0; i < policy->n_logs && !code && !log; i++)
        code = check_log(note, checkpoint, &policy->logs[i].key, found, err);
    if (!code && !*found)
        code = dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, NULL,
                       log || policy->n_logs > 0
                           ? "the checkpoint of \"%.100s\" is not signed by a log that is trusted"
                           : "the policy names no log, and none was given for \"%.100s\"",
                       checkpoint->origin);
    return code;
}

enum dy_code dy_policy_check(struct dy_arena *mem, const struct dy_policy *policy,
                             const struct dy_note *note, const struct dy_checkpoint *checkpoint,
                             const struct dy_verifier *log, struct dy_policy_view *out,
                             struct dy_err *err)
{
    *out = (struct dy_policy_view){.has = DY_NEW(mem, bool, policy->n_members),
                                   .times = DY_NEW(mem, uint64_t, policy->n_members)};
    if (!out->has || !out->times)
        return dy_no_memory(err);
    enum dy_code code = check_logs(policy, note, checkpoint, log, &out->log, err);
    for (size_t i = 0; i < policy->n_members && !code; i++) {
        const struct dy_policy_member *member = &policy->members[i];
        size_t n = 0;
        for (size_t j = 0; j < member->n; j++)
            n += out->has[member->of[j]];
        out->n_witnesses += !member->is_group;
        if (member->is_group) {
            out->has[i] = n >= member->needed;
        } else if (claims(note, &member->key)) {
            code = dy_note_verify(note, &member->key, &out->times[i], err);
            out->has[i] = !code;
            out->n_cosigned += !code;
        }
    }
    out->quorum = !code && (!policy->has_quorum || out->has[policy->quorum]);
    return code;
}
