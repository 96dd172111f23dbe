/*
 * Policies: what is read keeps the rules of the format (members are defined before, once, in one
 * group; 1 <= k <= n), and a checkpoint without signatures meets "quorum none" at most.
 */
#include <stdlib.h>
#include <string.h>

#include "record/policy.h"

static void check_rules(const struct dy_policy *policy)
{
    for (size_t i = 0; i < policy->n_members; i++) {
        const struct dy_policy_member *member = &policy->members[i];
        if (member->is_group && (member->needed < 1 || member->needed > member->n))
            abort();
        for (size_t j = 0; j < member->n; j++) {
            if (member->of[j] >= i)
                abort();
            for (size_t k = 0; k < j; k++)
                if (member->of[k] == member->of[j])
                    abort();
        }
        for (size_t j = 0; j < i; j++)
            if (strcmp(policy->members[j].name, member->name) == 0)
                abort();
    }
    if (policy->has_quorum && policy->quorum >= policy->n_members)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_policy policy;
    struct dy_policy_view view;
    struct dy_note note = {.text = "log\n", .n = 4};
    struct dy_checkpoint head = {.origin = "log"};
    dy_arena_init(&mem);
    enum dy_code code = dy_policy_parse(&mem, "fuzz", (const char *)data, size, &policy, &err);
    if (code != err.code)
        abort();
    if (!code) {
        check_rules(&policy);
        if (dy_policy_check(&mem, &policy, &note, &head, NULL, &view, &err) == DY_OK)
            abort();
        if (view.quorum || view.n_cosigned > 0)
            abort();
    }
    dy_arena_finish(&mem);
    return 0;
}
