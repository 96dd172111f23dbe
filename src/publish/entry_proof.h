/* The inclusion proofs of an opened record's entries, for derivations and pages. */
#ifndef DAUYS_PUBLISH_ENTRY_PROOF_H
#define DAUYS_PUBLISH_ENTRY_PROOF_H

#include "dauys/publish.h"
#include "dauys/state.h"

/* Under the record's head; valid as long as the record is open. */
struct dy_entry_proofs dy_entry_proofs_of(struct dy_record *record);

#endif
