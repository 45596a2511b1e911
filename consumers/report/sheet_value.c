/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_value.c - values and groups as people read them, in their language.
 *
 * Rule: a figure is never hidden: an unknown one is a dash.
 */
#include "consumers/report/sheet_parts.h"

#include "core/base/bytes.h"
#include <inttypes.h>
#include <string.h>

const char *sheet_pick(const struct printing *p, const char *vietnamese, const char *english)
{
        return p->sheet->language == VIETNAMESE ? vietnamese : english;
}

bool sheet_is_list(const struct printing *p)
{
        return !(p->answer->report->takes & TAKES_BY);
}

bool sheet_is_number(enum column_kind kind)
{
        return kind == COLUMN_COUNT || kind == COLUMN_RATE || kind == COLUMN_POINTS || kind == COLUMN_MINUTES;
}

/* 838838 -> 838,838 or 838.838. */
void sheet_count(const struct printing *p, int64_t n, char out[static CELL_MOST])
{
        char digits[24];
        int o = 0;
        const int len = snprintf(digits, sizeof(digits), "%" PRId64, n);
        for (int i = 0; i < len; i++) {
                if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
                        out[o++] = p->sheet->language == VIETNAMESE ? '.' : ',';
                out[o++] = digits[i];
        }
        out[o] = 0;
}

void sheet_day(const struct printing *p, int32_t day, char out[static CELL_MOST])
{
        int year, month, day_of_month;
        civil_of_day(day, &year, &month, &day_of_month);
        if (p->sheet->language == VIETNAMESE)
                snprintf(out, CELL_MOST, "%02d/%02d/%04d", day_of_month, month, year);
        else
                snprintf(out, CELL_MOST, "%04d-%02d-%02d", year, month, day_of_month);
}

static void format_instant(const struct printing *p, micros at, char out[static CELL_MOST])
{
        char local[32];
        const struct zone *zone = p->answer->warehouse->zone;
        sheet_day(p, zone_day(zone, at), out);
        zone_format(zone, at, local);
        strncat(out, local + strcspn(local, " "), CELL_MOST - strlen(out) - 1);
}

/* Days of eight hours. */
static void format_minutes(const struct printing *p, int64_t minutes, char out[static CELL_MOST])
{
        const int64_t size = minutes < 0 ? -minutes : minutes;
        snprintf(out, CELL_MOST, "%s%" PRId64 " %s %02" PRId64 ":%02" PRId64, minutes < 0 ? "-" : "",
                 size / 480, sheet_pick(p, "ngày", "d"), size % 480 / 60, size % 60);
}

static void format_hundredths(const struct printing *p, int64_t n, const char *unit,
                              char out[static CELL_MOST])
{
        const int64_t size = n < 0 ? -n : n;
        snprintf(out, CELL_MOST, "%s%" PRId64 "%c%02" PRId64 "%s", n < 0 ? "-" : "", size / 100,
                 p->sheet->language == VIETNAMESE ? ',' : '.', size % 100, unit);
}

static struct text text_value(const struct printing *p, const struct form_column *c, struct text t)
{
        const char *word = c->kind == COLUMN_WORD ? form_word(t.at, (int)t.len, p->sheet->language) : NULL;
        return word ? text_of(word) : t;
}

struct text sheet_value(const struct printing *p, const struct form_column *c, const struct cell *cell,
                        char out[static CELL_MOST])
{
        int64_t hundredths;
        if (!cell->known)
                return TEXT("-");
        switch (c->kind) {
        case COLUMN_COUNT:
                sheet_count(p, cell->n, out);
                break;
        case COLUMN_RATE:
                if (!cell_percent_rounded(cell, &hundredths))
                        return TEXT("-");
                format_hundredths(p, hundredths, " %", out);
                break;
        case COLUMN_POINTS:
                format_hundredths(p, cell->n, "", out);
                break;
        case COLUMN_MINUTES:
                format_minutes(p, cell->n, out);
                break;
        case COLUMN_DAY:
                sheet_day(p, (int32_t)cell->n, out);
                break;
        case COLUMN_INSTANT:
                format_instant(p, cell->n, out);
                break;
        case COLUMN_CODE:
        case COLUMN_TEXT:
        case COLUMN_WORD:
        case COLUMN_IDENTITY:
                return text_value(p, c, cell->text);
        }
        return text_of(out);
}

void sheet_key(const struct printing *p, const struct answer_row *row, int depth, char out[static CELL_MOST])
{
        const struct answer_group *g = &row->group[depth - 1];
        const enum group group = p->answer->q->groups[depth - 1];
        const bool coded = group == BY_LEVEL || group == BY_CHANNEL || text_equal(g->key, TEXT("UNKNOWN"));
        const char *word = coded ? form_word(g->key.at, (int)g->key.len, p->sheet->language) : NULL;
        if (word)
                snprintf(out, CELL_MOST, "%s", word);
        else
                snprintf(out, CELL_MOST, "%.*s%s", (int)g->key.len, g->key.at, g->inferred ? " *" : "");
}

int sheet_identity(const struct form *f)
{
        for (int i = 0; f->columns[i].name; i++) {
                if (f->columns[i].kind == COLUMN_IDENTITY)
                        return i;
        }
        return -1;
}

/* Adds whose identities they are. */
static void add_broken(const struct printing *p, const struct answer_row *row, struct bytes *out)
{
        char key[CELL_MOST], label[2 * CELL_MOST];
        if (row->depth == 0)
                snprintf(key, sizeof(key), "%s", sheet_pick(p, "Tổng số", "Total"));
        else
                sheet_key(p, row, row->depth, key);
        const struct text name = row->depth > 0 ? row->group[row->depth - 1].name : (struct text){0};
        snprintf(label, sizeof(label), "%s %s%s%s%.*s", sheet_pick(p, "KHÔNG KHỚP", "BROKEN"),
                 row->depth == 2 ? "  " : "", key, name.at && name.len <= 40 ? " " : "",
                 name.len <= 40 ? (int)name.len : 0, name.at ? name.at : "");
        bytes_add(out, label, strlen(label));
}

int sheet_broken(const struct printing *p, void (*line)(void *context, const char *text), void *context)
{
        const struct answer *a = p->answer;
        const int column = sheet_identity(a->report->form);
        struct bytes text = {0};
        int n = 0;
        for (int i = 0; column >= 0 && i < a->rows; i++) {
                const struct answer_row *row = &a->row[i];
                const struct cell *c = &row->cell[column];
                if (!c->known || c->text.len == 0)
                        continue;
                bytes_clear(&text);
                add_broken(p, row, &text);
                bytes_add(&text, ": ", 2);
                bytes_add(&text, c->text.at, c->text.len);
                bytes_add(&text, "", 1);
                line(context, (const char *)text.at);
                n++;
        }
        bytes_free(&text);
        return n;
}

void sheet_padded(FILE *out, struct text text, int width, bool right)
{
        const int pad = width - text_columns(text);
        fprintf(out, "%*s", right && pad > 0 ? pad : 0, "");
        fwrite(text.at, 1, text.len, out);
        fprintf(out, "%*s", !right && pad > 0 ? pad : 0, "");
}
