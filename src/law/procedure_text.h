/*
 * Parts of a procedure as short texts in the words of the file: what `law show` prints and
 * what a diff compares.
 */
#ifndef DAUYS_LAW_PROCEDURE_TEXT_H
#define DAUYS_LAW_PROCEDURE_TEXT_H

#include "dauys/procedure.h"
#include "law/diff.h"

/* "15 working_days", "2 months, next-working-day" */
const char *dy_procedure_period_text(struct dy_arena *mem, struct dy_period term);
/* "subject is ordinary, threshold support reached"; "" without any */
const char *dy_procedure_conditions_text(struct dy_arena *mem,
                                         const struct dy_procedure_version *law, size_t n,
                                         const struct dy_procedure_condition *conditions);
/* ">= 2 % of population if level is region_assembly" */
const char *dy_procedure_row_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                  const struct dy_threshold_row *row);
/* ">= 200 in each of regions"; "" where areas are not asked for */
const char *dy_procedure_areas_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                    const struct dy_threshold_areas *areas);
/* "40 working_days if level is government" */
const char *dy_procedure_term_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                   const struct dy_clock_term *term);
/* "a, b": ids of parts. */
enum dy_text_part { DY_TEXT_ROLES, DY_TEXT_FIELDS, DY_TEXT_STEPS, DY_TEXT_ACTS };
const char *dy_procedure_ids_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                  enum dy_text_part part, size_t n, const uint32_t *list);

DY_NODISCARD enum dy_code dy_procedure_diff(struct dy_arena *mem,
                                            const struct dy_procedure_version *before,
                                            const struct dy_procedure_version *after, size_t *n,
                                            const struct dy_law_change **out, struct dy_err *err);

#endif
