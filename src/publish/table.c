/* Aligned text. Width is counted in letters, not bytes. */
#include "publish/table.h"

#include <string.h>

void dy_table_init(struct dy_table *table, struct dy_arena *mem, const struct dy_print *print)
{
    *table = (struct dy_table){.mem = mem, .print = print};
}

void dy_table_column(struct dy_table *table, const char *title, enum dy_align align)
{
    table->titles[table->n_columns] = *title ? dy_say(table->print->lang, title) : "";
    table->aligns[table->n_columns++] = align;
}

void dy_table_text(struct dy_table *table, const char *text)
{
    const char **cell = dy_vec_push(table->mem, &table->cells, sizeof *cell);
    if (cell)
        *cell = text ? text : "";
    table->failed |= !cell || !text;
}

void dy_group_digits(const char *lang, uint64_t value, char *out, size_t size)
{
    char digits[24], grouped[40];
    const char *gap = strcmp(lang, "en") == 0 ? "," : " ";
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value), at = 0;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            grouped[at++] = *gap;
        grouped[at++] = digits[i];
    }
    snprintf(out, size, "%.*s", at, grouped);
}

const char *dy_grouped(struct dy_arena *mem, const char *lang, uint64_t value, bool *failed)
{
    char text[40];
    dy_group_digits(lang, value, text, sizeof text);
    const char *out = dy_arena_copy(mem, text, strlen(text));
    *failed |= !out;
    return out ? out : "";
}

void dy_table_number(struct dy_table *table, uint64_t value)
{
    char text[40];
    dy_group_digits(table->print->lang, value, text, sizeof text);
    dy_table_text(table, dy_arena_copy(table->mem, text, strlen(text)));
}

/*
 * Two decimals; more (up to six) where two would show a whole percentage that it is not: 4.99987 %
 * must not look like 5 %.
 */
void dy_percent(uint64_t part, uint64_t whole, char *out, size_t size)
{
    unsigned decimals = 2;
    bool exact = whole && (dy_u128)part * 100 % whole == 0;
    do {
        dy_format_percent(part, whole, decimals, out, size);
        const char *point = strchr(out, '.');
        bool looks_whole = point && point[1 + strspn(point + 1, "0")] == '\0';
        if (exact || !looks_whole || part == 0 || (dy_u128)part * 1000 < whole)
            break;
    } while (++decimals <= 6);
}

void dy_table_percent(struct dy_table *table, uint64_t part, uint64_t whole)
{
    char text[40];
    dy_percent(part, whole, text, sizeof text);
    dy_table_text(table, dy_arena_copy(table->mem, text, strlen(text)));
}

static void measure(const struct dy_table *table, size_t *widths)
{
    const char *const *cells = table->cells.items;
    for (size_t c = 0; c < table->n_columns; c++)
        widths[c] = dy_utf8_width(table->titles[c]);
    for (size_t i = 0; i < table->cells.n; i++) {
        size_t width = dy_utf8_width(cells[i]), *column = &widths[i % table->n_columns];
        *column = width > *column ? width : *column;
    }
}

static void fit(const struct dy_table *table, size_t *widths)
{
    size_t all = table->n_columns ? 2 * (table->n_columns - 1) : 0, widest = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        all += widths[c];
        if (table->aligns[c] == DY_LEFT &&
            (table->aligns[widest] != DY_LEFT || widths[c] > widths[widest]))
            widest = c;
    }
    size_t over = all > table->print->width ? all - table->print->width : 0;
    widths[widest] = widths[widest] > over + 4 ? widths[widest] - over : widths[widest];
}

/* At most `width` letters of text; bytes taken. */
static size_t prefix(const char *text, size_t width)
{
    size_t n = 0, letters = 0;
    while (text[n]) {
        bool starts = ((unsigned char)text[n] & 0xc0) != 0x80;
        if (starts && letters++ == width)
            break;
        n++;
    }
    return n;
}

static void print_cell(const struct dy_table *table, const char *text, size_t width, size_t column,
                       bool last)
{
    FILE *to = table->print->to;
    size_t own = dy_utf8_width(text);
    if (own > width) {
        fprintf(to, "%.*s…", (int)prefix(text, width - 1), text);
        own = width;
    } else {
        if (table->aligns[column] == DY_RIGHT)
            fprintf(to, "%*s", (int)(width - own), "");
        fputs(text, to);
    }
    if (table->aligns[column] == DY_LEFT && !last)
        fprintf(to, "%*s", (int)(width - own), "");
    if (!last)
        fputs("  ", to);
}

static void print_row(const struct dy_table *table, const char *const *cells, const size_t *widths)
{
    size_t n = table->n_columns;
    while (n > 1 && cells[n - 1][0] == '\0')
        n--;
    for (size_t c = 0; c < n; c++)
        print_cell(table, cells[c], widths[c], c, c + 1 == n);
    fputc('\n', table->print->to);
}

bool dy_table_print(const struct dy_table *table)
{
    size_t widths[DY_TABLE_COLUMNS] = {0}, all = 0;
    const char *const *cells = table->cells.items;
    if (table->failed || table->n_columns == 0)
        return !table->failed;
    measure(table, widths);
    fit(table, widths);
    const char *bold = table->print->colour ? "\033[1m" : "", *plain = *bold ? "\033[0m" : "";
    fputs(bold, table->print->to);
    print_row(table, table->titles, widths);
    fputs(plain, table->print->to);
    for (size_t c = 0; c < table->n_columns; c++)
        all += widths[c] + (c > 0 ? 2 : 0);
    for (size_t i = 0; i < all && i < table->print->width; i++)
        fputs("─", table->print->to);
    fputc('\n', table->print->to);
    for (size_t i = 0; i + table->n_columns <= table->cells.n; i += table->n_columns)
        print_row(table, cells + i, widths);
    return true;
}

void dy_print_wrapped(const struct dy_print *print, const char *first, const char *rest,
                      const char *text)
{
    size_t margin = dy_utf8_width(rest), column = dy_utf8_width(first);
    fputs(first, print->to);
    for (bool begins = true; *text; begins = false) {
        size_t n = strcspn(text, " ");
        char word[400];
        snprintf(word, sizeof word, "%.*s", (int)n, text);
        size_t width = dy_utf8_width(word);
        if (!begins && column + 1 + width > print->width && column > margin) {
            fprintf(print->to, "\n%s", rest);
            column = margin;
            begins = true;
        }
        fprintf(print->to, "%s%.*s", begins ? "" : " ", (int)n, text);
        column += width + !begins;
        text += n;
        text += strspn(text, " ");
    }
    fputc('\n', print->to);
}

void dy_csv_write(FILE *to, const char *text)
{
    bool formula = *text && strchr("=+-@\t", *text);
    if (!formula && !strpbrk(text, ",\"\r\n")) {
        fputs(text, to);
        return;
    }
    fputs(formula ? "\"'" : "\"", to);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', to);
        fputc(*text, to);
    }
    fputc('"', to);
}
