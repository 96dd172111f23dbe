/*
 * Tables for people: aligned columns, numbers grouped, never wider than the page.
 */
#ifndef DAUYS_PUBLISH_TABLE_H
#define DAUYS_PUBLISH_TABLE_H

#include "dauys/publish.h"

enum dy_align { DY_LEFT, DY_RIGHT };
enum { DY_TABLE_COLUMNS = 10 };
struct dy_table {
    struct dy_arena *mem;
    const struct dy_print *print;
    size_t n_columns;
    const char *titles[DY_TABLE_COLUMNS]; /* msgids */
    enum dy_align aligns[DY_TABLE_COLUMNS];
    struct dy_vec cells; /* const char *, row by row */
    bool failed;         /* no memory: nothing is printed */
};
void dy_table_init(struct dy_table *table, struct dy_arena *mem, const struct dy_print *print);
void dy_table_column(struct dy_table *table, const char *title, enum dy_align align);
/* Cells, left to right, row by row. Texts are borrowed. */
void dy_table_text(struct dy_table *table, const char *text);
void dy_table_number(struct dy_table *table, uint64_t value);
void dy_table_percent(struct dy_table *table, uint64_t part, uint64_t whole);
/*
 * The widest left-aligned column gives way, with an ellipsis, when the page is too narrow. false,
 * and nothing is printed, if a cell had no memory.
 */
bool dy_table_print(const struct dy_table *table);

/* "53.90", with more decimals where two would show a whole percentage that it is not. */
void dy_percent(uint64_t part, uint64_t whole, char *out, size_t size);
/* 3431510 as "3,431,510", or with spaces where the language writes so. */
void dy_group_digits(const char *lang, uint64_t value, char *out, size_t size);
/* The same in mem; without memory "", and *failed is set. */
const char *dy_grouped(struct dy_arena *mem, const char *lang, uint64_t value, bool *failed);
/* Text between the page's margins, continued lines indented. */
void dy_print_wrapped(const struct dy_print *print, const char *first, const char *rest,
                      const char *text);
/* A cell of CSV, quoted where it has to be; formulas of spreadsheets are defused. */
void dy_csv_write(FILE *to, const char *text);

#endif
