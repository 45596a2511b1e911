/* SPDX-License-Identifier: Apache-2.0
 *
 * row.c - see row.h.
 *
 * Rule: a row is read whole or not at all: one cell that cannot be read sets the row aside.
 * So: a dossier never gets half of what its source stated.
 *
 * Two kinds of cells are left out instead, and listed: an optional text that is too long, and a date beside
 * others that is no legal instant (the year 3016). The rest of the row is still true without them.
 */
#include "producers/format/row.h"
#include "producers/format/document.h"
#include "producers/format/row_cells.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- cells ---- */

static enum fault read_number(struct row_reading *r, struct text t, int64_t *out)
{
        *out = 0;
        for (size_t i = 0; i < t.len; i++) {
                if (t.at[i] < '0' || t.at[i] > '9' || i == 18)
                        return fail(r->e, POISON, "is no whole number of at most 18 digits");
                *out = *out * 10 + (t.at[i] - '0');
        }
        return OK;
}

static int code_named(const struct event_field *spec, struct text t)
{
        for (int i = 0; i < spec->names_count; i++) {
                const char *code = spec->names[i];
                if (code[0] == t.at[0] && text_equal(t, text_of(code)))
                        return i;
        }
        return -1;
}

/* A text or a code, by the value map if there is one. */
static enum fault read_value(struct row_reading *r, const struct event_field *spec,
                             const struct map_values *values, struct text t, void *field)
{
        const struct map_value *value = NULL;
        if (t.len == 0) {
                value = values->empty;
        } else if (values->line) {
                value = map_values_find(values, t);
                value = value ? value : values->other;
                if (!value)
                        return fail(r->e, POISON, "is not in [values %s] of the mapping", spec->name);
        }
        if (spec->kind == FIELD_TEXT) {
                *(struct text *)field = value && !value->keep ? text_of(value->text) : t;
                return OK;
        }
        int code = value ? value->code : t.len > 0 ? code_named(spec, t) : 0;
        if (code < 0)
                return fail(r->e, POISON, "is no %s; [values %s] can say which one is meant", spec->name,
                            spec->name);
        *(int *)field = code;
        return OK;
}

static void leave_long_text_out(struct row_reading *r, enum map_field_id id, struct text *t)
{
        struct row_events *out = r->out;
        out->left[out->lefts].column = r->layout->mapping->field[id].column.name;
        snprintf(out->left[out->lefts++].reason, sizeof(out->left[0].reason),
                 "%s has %zu bytes, at most %u are allowed" ROW_LEFT_OUT, map_fields[id]->name, t->len,
                 map_fields[id]->most);
        *t = (struct text){0};
}

static enum fault read_field(struct row_reading *r, enum map_field_id id, struct event *v)
{
        const struct event_field *spec = map_fields[id];
        const struct map_field *f = &r->layout->mapping->field[id];
        const int column = r->layout->field[id];
        void *field = (char *)v + spec->offset;
        enum fault fault = OK;
        bool day_only;
        switch (spec->kind) {
        case FIELD_TIME:
                return row_cell_time(r,
                                     (struct row_time){column, &f->column,
                                                       id == MAP_due_at ? DATE_DAY_DUE : DATE_DAY_START,
                                                       id == MAP_occurred_at || id == MAP_stated_at},
                                     field, &day_only);
        case FIELD_NUMBER:
                fault = read_number(r, row_cell(r, column), field);
                break;
        case FIELD_TEXT:
        case FIELD_CODE:
        case FIELD_TRUTH:
                fault = read_value(r, spec, &f->values, row_cell(r, column), field);
                if (fault == OK && spec->kind == FIELD_TEXT && !spec->required &&
                    ((const struct text *)field)->len > spec->most)
                        leave_long_text_out(r, id, field);
                break;
        case FIELD_ID: /* no mapping has one of these */
        case FIELD_FLAG:
                break;
        }
        if (fault != OK)
                r->out->column = f->column.name;
        return fault;
}

/* ---- rows ---- */

/* Checks the event. The fault names the column that the value came from. */
static enum fault add_event(struct row_reading *r, const struct event *v, const char *occurred_column)
{
        if (event_check(v, r->e) != OK) {
                size_t name = strcspn(r->e->text, " ");
                r->out->column = "";
                for (int i = 0; i < MAP_FIELDS; i++) {
                        const char *column = r->layout->mapping->field[i].column.name;
                        if (column && strlen(map_fields[i]->name) == name &&
                            !strncmp(map_fields[i]->name, r->e->text, name))
                                r->out->column = column;
                }
                if (name == strlen("occurred_at") && !strncmp(r->e->text, "occurred_at", name))
                        r->out->column = occurred_column;
                return r->e->kind;
        }
        event_copy(&r->out->event[r->out->n++], v);
        return OK;
}

/* The dates of [case] beside a row's own event: a statement each. */
static enum fault add_case_dates(struct row_reading *r, const struct event *base)
{
        const struct mapping *m = r->layout->mapping;
        for (int status = 0; status < STATUS_COUNT; status++) {
                struct event v;
                event_copy(&v, base);
                const char *column = m->case_column[status].name;
                const struct row_time date = {r->layout->case_date[status], &m->case_column[status],
                                              DATE_DAY_START, false};
                bool day_only;
                v.status = (enum status)status;
                v.sequence = 0;
                if (row_cell_time(r, date, &v.occurred_at, &day_only) != OK)
                        return r->e->kind;
                if (v.occurred_at != NO_TIME && add_event(r, &v, column) != OK)
                        return r->e->kind;
        }
        return OK;
}

/* The end that the word in its column means; STATUS_UNKNOWN: none. */
static enum status end_of_row(struct row_reading *r)
{
        const struct mapping *m = r->layout->mapping;
        const struct text word = m->ends ? row_cell(r, r->layout->end_word) : (struct text){0};
        for (int i = 0; i < STATUS_COUNT && word.len > 0; i++) {
                if (map_list_has(&m->end[i].words, word))
                        return (enum status)i;
        }
        return STATUS_UNKNOWN;
}

/* True for a date that lies behind the export. Of a day without a time any hour may be meant. */
static bool lies_ahead(const struct event_occurrence *o, micros stated_at)
{
        return o->occurred_day ? o->occurred_at - MICROS_PER_DAY >= stated_at : o->occurred_at > stated_at;
}

/* One of the times of an end. A column of due dates says as an end, too, when the day of a due date is over;
 * where that is its start, the instant is known. */
static enum fault read_end_time(struct row_reading *r, size_t i, struct event_occurrence *o)
{
        const struct mapping *m = r->layout->mapping;
        const struct map_column *column = &m->end[o->status].time[i];
        const int at = r->layout->end_time[o->status][i];
        const bool due = i >= m->end[o->status].own_times && at == r->layout->field[MAP_due_at];
        const struct row_time date = {at, column, due ? DATE_DAY_DUE : DATE_DAY_END, false};
        const struct dates *dates = column->dates ? column->dates : &m->dates;
        const enum fault fault = row_cell_time(r, date, &o->occurred_at, &o->occurred_day);
        o->occurred_day &= !(due && dates->due_day_starts);
        return fault;
}

/* A row that has ended, without a time for it: it cannot be read, unless it counts from its export. Without
 * its end the case would stay open, against its source. `wrong` is why its own time was left out; NULL: it is
 * empty. */
static enum fault read_timeless_end(struct row_reading *r, const struct map_end *end, const char *wrong,
                                    bool ahead)
{
        if (!end->at_export)
                return fail(r->e, POISON, "%.*s, and the row says that its case has ended: %s",
                            wrong ? (int)(strlen(wrong) - strlen(ROW_LEFT_OUT)) : (int)strlen("is empty"),
                            wrong ? wrong : "is empty",
                            ahead ? "what may stand for its time lies ahead" : "it must say when");
        r->out->stand_in = r->out->column;
        r->out->stand_in_reason =
                wrong ? "was left out: the end counts from the export that first has the row as it is"
                      : "is empty: the end counts from the export that first has the row as it is";
        return OK;
}

/* The time of the end that the row is known to have had. What stands for it cannot lie ahead: a case that was
 * cancelled before its due date did not end on that. */
static enum fault read_end(struct row_reading *r, struct event_occurrence *o, micros stated_at)
{
        const struct map_end *end = &r->layout->mapping->end[o->status];
        struct row_events *out = r->out;
        const size_t lefts = out->lefts;
        size_t own_lefts = lefts; /* their number behind the end's own times */
        bool ahead = false;
        for (size_t i = 0; i < end->times; i++) {
                const bool own = i < end->own_times;
                if (read_end_time(r, i, o) != OK)
                        return r->e->kind;
                own_lefts = own ? out->lefts : own_lefts;
                if (o->occurred_at == NO_TIME)
                        continue;
                if (own)
                        return OK;
                ahead |= lies_ahead(o, stated_at);
                if (lies_ahead(o, stated_at))
                        continue;
                out->stand_in = end->time[i].name;
                out->stand_in_reason = own_lefts > lefts
                                               ? "its date stands for the time of the end, which was left out"
                                               : "its date stands for the time of the end, which is empty";
                return OK;
        }
        o->occurred_at = NO_TIME;
        o->occurred_day = false;
        out->column = own_lefts > lefts ? out->left[lefts].column : end->time[0].name;
        return read_timeless_end(r, end, own_lefts > lefts ? out->left[lefts].reason : NULL, ahead);
}

/* True when a row that ended as `ended` may have reached this status, too: a result is ready and handed out,
 * but no other two ends go together. */
static bool goes_with(enum status status, enum status ended)
{
        return ended == STATUS_UNKNOWN || !document_ends(status) || status == ended ||
               (status == RESOLVED && ended == RETURNED) || (status == RETURNED && ended == RESOLVED);
}

/* The dates of [case] as what the source holds true of the case now: one document. A day is placed as
 * event.h says. Each occurrence has the agency, since a document's name has it nowhere else. */
static enum fault add_document(struct row_reading *r, const struct event *base)
{
        const struct mapping *m = r->layout->mapping;
        const enum status ended = end_of_row(r);
        struct event v;
        event_copy(&v, base);
        v.kind = KIND_DOCUMENT;
        for (int status = 0; status < STATUS_COUNT; status++) {
                const bool known = ended != STATUS_UNKNOWN && (enum status)status == ended;
                if (!known && (r->layout->case_date[status] < 0 || !goes_with((enum status)status, ended)))
                        continue;
                struct event_occurrence o = {.status = (enum status)status, .agency = v.agency};
                const struct row_time date = {r->layout->case_date[status], &m->case_column[status],
                                              document_ends(o.status) ? DATE_DAY_END : DATE_DAY_START, false};
                if ((known ? read_end(r, &o, v.stated_at)
                           : row_cell_time(r, date, &o.occurred_at, &o.occurred_day)) != OK)
                        return r->e->kind;
                if (known || o.occurred_at != NO_TIME)
                        document_add(&v, &o);
        }
        if (v.occurrence_n == 0)
                return OK;
        document_head(&v);
        return add_event(r, &v, "");
}

/* Adds the row's own event. A row that also carries the dates of the case may have none: then the case is
 * open, or its status is unknown. A status that ends the case needs its time, or the case would stay open
 * although its source says that it has ended. */
static enum fault add_row_event(struct row_reading *r, const struct event *base)
{
        const struct mapping *m = r->layout->mapping;
        const char *column = m->field[MAP_occurred_at].column.name;
        const struct map_field *status = &m->field[MAP_status];
        const bool silent = status->column.name && !status->values.empty &&
                            row_cell(r, r->layout->field[MAP_status]).len == 0;
        if (base->occurred_at != NO_TIME && !silent)
                return add_event(r, base, column);
        if (base->occurred_at != NO_TIME) {
                r->out->column = status->column.name;
                return fail(r->e, POISON, "is empty, and a row's event needs its status");
        }
        const bool ended = (document_ends(base->status) || base->status == STOPPED) &&
                           row_cell(r, r->layout->field[MAP_status]).len > 0;
        if (m->row == MAP_ROW_BOTH && !ended && r->out->n > 0)
                return OK;
        r->out->column = column;
        return fail(r->e, POISON,
                    m->row == MAP_ROW_BOTH && ended
                            ? "is empty, and the row says that its case has ended: it must say when"
                            : "is empty, and the row's event needs its time");
}

void row_events_clear(struct row_events *events)
{
        for (size_t i = 0; i < events->copies; i++)
                free(events->copy[i]);
        events->n = events->dates = events->lefts = events->copies = 0;
        events->tally = (struct date_tally){0};
        events->dossier_id = (struct text){0};
        events->column = "";
        events->stand_in = NULL;
}

enum fault row_read(const struct row_layout *layout, const struct row *row, micros stated_at,
                    micros observed_at, struct row_events *out, struct err *e)
{
        struct row_reading r = {.layout = layout, .row = row, .out = out, .e = e};
        row_events_clear(out);
        assert(row->n == layout->columns);
        struct event base;
        event_copy(&base, &layout->constants);
        base.observed_at = observed_at;
        for (int i = 0; i < layout->with_columns; i++) {
                if (read_field(&r, layout->with_column[i], &base) != OK)
                        return e->kind;
                if (i == 0) /* that of dossier_id, which every mapping has */
                        out->dossier_id = base.dossier_id;
        }
        if (!layout->mapping->field[MAP_stated_at].column.name || base.stated_at == NO_TIME)
                base.stated_at = stated_at;
        if (layout->mapping->row == MAP_ROW_EVENT && base.sequence == 0)
                base.sequence = SEQUENCE_OF_LOG;
        const enum map_row kind = layout->mapping->row;
        if ((kind == MAP_ROW_BOTH || (kind == MAP_ROW_CASE && layout->statements)) &&
            add_case_dates(&r, &base) != OK)
                return e->kind;
        if (kind == MAP_ROW_CASE && !layout->statements && add_document(&r, &base) != OK)
                return e->kind;
        out->dates = out->n;
        if (layout->mapping->row != MAP_ROW_CASE && add_row_event(&r, &base) != OK)
                return e->kind;
        if (out->n == 0 && r.dateless) {
                out->column = r.dateless;
                return fail(e, POISON, "%s", r.reason);
        }
        return out->n > 0 ? OK : fail(e, POISON, "has none of the dates of [case]");
}
