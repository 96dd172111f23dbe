/* What is verified, in words. */
#include "base/say.h"
#include "dauys/verify.h"

const struct dy_verified_rule dy_verified_kinds[DY_N_VERIFIED] = {
    [DY_VERIFIED_ENTRIES] = {"entries", N_("entries in canonical form, each in its place, once"),
                             NULL, false},
    [DY_VERIFIED_SIGNATURES] = {"signatures", N_("signatures"), NULL, false},
    [DY_VERIFIED_RIGHTS] = {"rights", N_("rights of authors: role, area, not revoked"), NULL,
                            false},
    [DY_VERIFIED_CHECKPOINTS] = {"checkpoints", N_("checkpoints signed by the log"), NULL, false},
    [DY_VERIFIED_UNSIGNED] = {"unsigned", N_("entries behind the last checkpoint"),
                              N_("nobody has signed yet that they are there"), false},
    [DY_VERIFIED_VAULT] = {"vault", N_("personal data in the vault, by their commitment"), NULL,
                           false},
    [DY_VERIFIED_ERASED] = {"erased", N_("commitments without personal data"),
                            N_("erased, or never here"), false},
    [DY_VERIFIED_LAWS] = {"laws", N_("law files, by their hash"), NULL, false},
    [DY_VERIFIED_PROTOCOLS] = {"protocols", N_("protocols that count"), NULL, false},
    [DY_VERIFIED_FINDINGS] = {"findings", N_("findings in protocols and published figures"),
                              N_("dauys check lists them"), false},
    [DY_VERIFIED_OUTCOMES] = {"outcomes", N_("outcomes and certificates, computed again"), NULL,
                              false},
    [DY_VERIFIED_OTHER_CERTIFICATES] = {"other-certificates", N_("certificates of another form"),
                                        N_("not computed again"), false},
    [DY_VERIFIED_ATTACHMENTS] = {"attachments", N_("attachments, by their hash"), NULL, false},
    [DY_VERIFIED_SEEN] = {"seen", N_("checkpoints seen before, continued"), NULL, false},
    [DY_VERIFIED_COSIGNATURES] = {"cosignatures",
                                  N_("cosignatures of witnesses, as the policy asks"),
                                  N_("the latest is of"), true},
    [DY_VERIFIED_RECEIPTS] = {"receipts", N_("entries that stand in the log, by their receipt"),
                              NULL, false},
};
