/* SPDX-License-Identifier: Apache-2.0
 *
 * row_cells.c - see row_cells.h.
 */
#include "producers/format/row_cells.h"
#include "core/lib/nfc.h"
#include <stdio.h>

struct text row_cell(struct row_reading *r, int column)
{
        const struct text none = {0};
        if (column < 0)
                return none;
        char *copy;
        const struct text t = nfc_of(text_trim(r->row->texts[column]), &copy);
        if (copy)
                r->out->copy[r->out->copies++] = copy;
        const struct map_list *absent = &r->layout->mapping->absent;
        return absent->n > 0 && map_list_has(absent, t) ? none : t;
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
