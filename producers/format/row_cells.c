/* SPDX-License-Identifier: Apache-2.0
 *
 * row_cells.c - see row_cells.h.
 */
#include "producers/format/row_cells.h"
#include "core/base/bytes.h"
#include "core/lib/nfc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes the mapping's texts off both ends. */
static struct text trim_more(const struct map_list *trim, struct text t)
{
        for (size_t i = 0; i < trim->n;) {
                const struct text end = text_of(trim->item[i]);
                const bool front = t.len >= end.len && !memcmp(t.at, end.at, end.len),
                           back = t.len >= end.len && !memcmp(t.at + t.len - end.len, end.at, end.len);
                i = front || back ? 0 : i + 1;
                if (front)
                        t = text_trim((struct text){t.at + end.len, t.len - end.len});
                else if (back)
                        t = text_trim((struct text){t.at, t.len - end.len});
        }
        return t;
}

/* A cell of the file; *copy as of nfc_of(). */
static struct text file_cell(const struct row_reading *r, int column, char **copy)
{
        const struct text none = {0};
        const struct mapping *m = r->layout->mapping;
        struct text t = nfc_of(text_trim(r->row->texts[column]), copy);
        if (m->trim.n > 0)
                t = trim_more(&m->trim, t);
        return m->absent.n > 0 && map_list_has(&m->absent, t) ? none : t;
}

/* The cell of a column that is made. An alternative without its first column is none: an hour without its day
 * says nothing, and a number without its head would be that of many cases. */
static struct text made_cell(struct row_reading *r, size_t made, char **copy)
{
        const struct map_made *m = &r->layout->mapping->made[made];
        struct bytes out = {0};
        const char *between = ""; /* the text in front of the next column */
        bool first = true, none = false;
        for (size_t i = 0; i < m->n && !(out.len > 0 && m->piece[i].begins); i++) {
                if (m->piece[i].begins) {
                        first = true;
                        none = false;
                        between = "";
                }
                between = m->piece[i].text ? m->piece[i].text : between;
                if (none || m->piece[i].text)
                        continue;
                char *piece_copy = NULL;
                const struct text cell = file_cell(r, r->layout->made[made][i], &piece_copy);
                none = first && cell.len == 0;
                first = false;
                if (cell.len > 0) {
                        bytes_add(&out, between, strlen(between));
                        bytes_add(&out, cell.at, cell.len);
                }
                between = "";
                free(piece_copy);
        }
        if (out.len > 0)
                bytes_add(&out, between, strlen(between));
        const struct text t = nfc_of(text_trim((struct text){(const char *)out.at, out.len}), copy);
        if (*copy)
                bytes_free(&out);
        else
                *copy = (char *)out.at;
        return t;
}

struct text row_cell(struct row_reading *r, int column)
{
        char *copy = NULL;
        if (column < 0)
                return (struct text){0};
        const struct text t = (size_t)column < r->layout->columns
                                      ? file_cell(r, column, &copy)
                                      : made_cell(r, (size_t)column - r->layout->columns, &copy);
        if (copy)
                r->out->copy[r->out->copies++] = copy;
        return t;
}

static void leave_date_out(struct row_reading *r, const char *column, const char *reason)
{
        struct row_events *out = r->out;
        out->left[out->lefts].column = column;
        snprintf(out->left[out->lefts++].reason, sizeof(out->left[0].reason), "%s" ROW_LEFT_OUT, reason);
        if (r->dateless)
                return;
        r->dateless = column;
        r->reason = reason;
}

enum fault row_cell_time(struct row_reading *r, struct row_time c, micros *t, bool *day_only)
{
        struct text text = row_cell(r, c.at);
        *t = NO_TIME;
        *day_only = false;
        if (text.len == 0)
                return OK;
        const struct dates *dates = c.column->dates ? c.column->dates : &r->layout->mapping->dates;
        const char *wrong = date_read(dates, text, c.day, t, day_only, &r->out->tally);
        if (!wrong)
                return OK;
        *t = NO_TIME;
        if ((wrong == date_outside || wrong == date_early) && !c.alone) {
                leave_date_out(r, c.column->name, wrong);
                return OK;
        }
        r->out->column = c.column->name;
        return fail(r->e, POISON, "%s", wrong);
}
