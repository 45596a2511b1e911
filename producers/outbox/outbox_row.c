/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_row.c - see outbox_row.h.
 */
#include "producers/outbox/outbox_row.h"
#include "core/lib/nfc.h"
#include "generated/embedded.h"
#include "producers/format/document.h"
#include <stdio.h>
#include <stdlib.h>

/* Columns that are a field of the event, as they are. */
#define PLAIN_COLUMNS(X)     \
        X(dossier_id)        \
        X(case_kind)         \
        X(occurred_at)       \
        X(occurred_day)      \
        X(since)             \
        X(submitted_at)      \
        X(due_at)            \
        X(agency)            \
        X(received_by)       \
        X(level)             \
        X(procedure)         \
        X(field)             \
        X(channel)           \
        X(return_channel)    \
        X(service)           \
        X(payment)           \
        X(digitised)         \
        X(electronic_result) \
        X(reused_data)       \
        X(shared_to_store)   \
        X(citizen_data)      \
        X(fee)               \
        X(rating)            \
        X(about)
static const struct {
        enum event_field_id field;
        int column;
} plain_columns[] = {
#define PLAIN_COLUMN(name) {EVENT_FIELD_##name, COL_outbox_read_##name},
        PLAIN_COLUMNS(PLAIN_COLUMN)
#undef PLAIN_COLUMN
};

struct reading {
        const struct outbox_reader *reader;
        const struct pg_result *rows;
        int row;
        struct outbox_held *held;
        struct err *e;
};

void outbox_held_clear(struct outbox_held *held)
{
        for (size_t i = 0; i < held->copies; i++)
                free(held->copy[i]);
        held->copies = 0;
        json_close(held->occurrences);
        held->occurrences = NULL;
}

static struct text composed(struct outbox_held *held, struct text t)
{
        char *copy;
        const struct text out = nfc_of(text_trim(t), &copy);
        if (copy)
                held->copy[held->copies++] = copy;
        return out;
}

/* END_OF_TIME, which event_check() refuses, stands for all that no event may have, infinity too. */
static micros instant_of(const struct reading *r, int column)
{
        const int64_t stored = pg_get_int(r->rows, r->row, column);
        if (pg_is_null(r->rows, r->row, column))
                return NO_TIME;
        return stored < MOMENT_FIRST * 2 || stored > MOMENT_LIMIT ? END_OF_TIME
                                                                  : pg_get_instant(r->rows, r->row, column);
}

/* The number of a name, -1: there is none such. */
static int code_of(const struct event_field *f, struct text t)
{
        for (int i = 0; i < f->names_count; i++) {
                if (*f->names[i] && text_equal(t, text_of(f->names[i])))
                        return i;
        }
        return -1;
}

static enum fault no_code(const struct event_field *f, struct err *e)
{
        size_t len = (size_t)snprintf(e->text, sizeof(e->text), "%s is none of", f->name);
        for (int i = 0; i < f->names_count; i++) {
                if (*f->names[i])
                        len += (size_t)snprintf(e->text + len, sizeof(e->text) - len, " %s", f->names[i]);
        }
        return e->kind = POISON;
}

static enum fault read_plain(const struct reading *r, const struct event_field *f, int column, void *value)
{
        const bool absent = pg_is_null(r->rows, r->row, column);
        struct text t;
        switch (f->kind) {
        case FIELD_TEXT:
                *(struct text *)value = composed(r->held, pg_get_text(r->rows, r->row, column));
                break;
        case FIELD_TIME:
                *(micros *)value = instant_of(r, column);
                break;
        case FIELD_CODE:
                t = text_trim(pg_get_text(r->rows, r->row, column));
                if (t.len == 0)
                        break;
                if ((*(int *)value = code_of(f, t)) < 0)
                        return no_code(f, r->e);
                break;
        case FIELD_TRUTH:
                if (!absent)
                        *(int *)value = pg_get_int(r->rows, r->row, column) ? TRUTH_YES : TRUTH_NO;
                break;
        case FIELD_FLAG:
                *(bool *)value = pg_get_int(r->rows, r->row, column) != 0;
                break;
        case FIELD_ID:
        case FIELD_NUMBER:
                break;
        }
        return OK;
}

/* A name, or the portal's number. */
static enum fault read_status(struct text t, enum status *out, struct err *e)
{
        const struct event_field *f = &event_fields[EVENT_FIELD_status];
        int code = code_of(f, t);
        if (t.len > 0 && t.len <= 2 && t.at[0] >= '1' && t.at[0] <= '9' &&
            (t.len == 1 || (t.at[1] >= '0' && t.at[1] <= '9')))
                code = t.len == 1 ? t.at[0] - '0' : (t.at[0] - '0') * 10 + t.at[1] - '0';
        if (t.len == 0)
                return fail(e, POISON, "status is empty");
        if (code < 0 || code >= STATUS_COUNT) {
                no_code(f, e);
                const size_t len = strlen(e->text);
                snprintf(e->text + len, sizeof(e->text) - len, ", and no number from 1 to 10");
                return POISON;
        }
        *out = (enum status)code;
        return OK;
}

static micros place_day(const struct outbox_reader *reader, int32_t day, bool at_its_close)
{
        return at_its_close ? zone_day_start(reader->zone, day + 1) - 1 : zone_day_start(reader->zone, day);
}

/* Places a time of which only the day is known, as event.h wants it. */
static void place(const struct outbox_reader *reader, micros *t, enum status status, bool reopens)
{
        if (moment_legal(*t))
                *t = place_day(reader, zone_day(reader->zone, *t), document_ends(status) || reopens);
}

/* ---- occurrences ---- */

static enum fault read_flag(const struct json_node *item, const char *key, bool *out, struct err *e)
{
        const struct json_node *node = json_member(item, key);
        if (json_is_absent(node) || json_bool_of(node, out))
                return OK;
        return fail(e, POISON, "%s is neither true nor false", key);
}

static enum fault read_occurred_at(const struct reading *r, const struct json_node *item,
                                   struct event_occurrence *o)
{
        const struct json_node *node = json_member(item, "occurred_at");
        struct text t;
        struct err unread;
        bool day_only;
        if (json_is_absent(node))
                return OK;
        if (!json_text_of(node, &t) ||
            moment_parse(r->reader->zone, t, &o->occurred_at, &day_only, &unread) != OK)
                return fail(r->e, POISON,
                            "occurred_at is no day, local time or instant: 2022-01-31, 2022-01-31T17:00:00, "
                            "2022-01-31T17:00:00+07:00");
        o->occurred_day |= day_only;
        if (o->occurred_day)
                place(r->reader, &o->occurred_at, o->status, o->reopens);
        return OK;
}

static enum fault read_occurrence(const struct reading *r, const struct json_node *item, struct text agency,
                                  struct event_occurrence *o)
{
        const struct json_node *said = json_member(item, "agency"), *status = json_member(item, "status");
        struct text t = {0};
        int64_t number = 0;
        char digits[4];
        occurrence_empty(o);
        if (!json_is_map(item))
                return fail(r->e, POISON, "is no object");
        if (!json_text_of(status, &t) && json_int_of(status, &number) && number > 0 && number < STATUS_COUNT)
                t = (struct text){digits, (size_t)snprintf(digits, sizeof(digits), "%d", (int)number)};
        if (read_status(t, &o->status, r->e) != OK || read_flag(item, "reopens", &o->reopens, r->e) != OK ||
            read_flag(item, "occurred_day", &o->occurred_day, r->e) != OK ||
            read_occurred_at(r, item, o) != OK)
                return r->e->kind;
        o->agency = agency;
        if (!json_is_absent(said)) {
                if (!json_text_of(said, &t))
                        return fail(r->e, POISON, "agency is no text");
                o->agency = composed(r->held, t);
        }
        return OK;
}

static enum fault read_document(const struct reading *r, struct event *v)
{
        const struct text list = pg_get_text(r->rows, r->row, COL_outbox_read_occurrences);
        if (json_read(&r->held->occurrences, list, r->e) != OK || !json_is_list(r->held->occurrences))
                return fail(r->e, POISON, "occurrences is no list");
        const size_t n = json_items(r->held->occurrences);
        if (n > OCCURRENCES_MOST)
                return fail(r->e, POISON, "occurrences are %zu, at most %d are allowed", n, OCCURRENCES_MOST);
        for (size_t i = 0; i < n; i++) {
                struct event_occurrence o;
                if (read_occurrence(r, json_item(r->held->occurrences, i), v->agency, &o) != OK)
                        return fail_at(r->e, "occurrence %zu", i + 1);
                document_add(v, &o);
        }
        document_head(v);
        return OK;
}

/* ---- rows ---- */

static enum fault read_kind(const struct reading *r, struct event *v)
{
        const struct text t = text_trim(pg_get_text(r->rows, r->row, COL_outbox_read_kind));
        const bool listed = !pg_is_null(r->rows, r->row, COL_outbox_read_occurrences);
        const int kind = t.len > 0 ? code_of(&event_fields[EVENT_FIELD_kind], t)
                         : listed  ? KIND_DOCUMENT
                                   : KIND_STATEMENT;
        if (kind < 0)
                return no_code(&event_fields[EVENT_FIELD_kind], r->e);
        if (listed != (kind == KIND_DOCUMENT))
                return fail(r->e, POISON, "a %s %s occurrences", kind_names[kind],
                            listed ? "has no" : "needs its list of");
        v->kind = (enum kind)kind;
        return OK;
}

static enum fault read_due(const struct reading *r, struct event *v)
{
        if (pg_is_null(r->rows, r->row, COL_outbox_read_due_day))
                return OK;
        if (v->due_at != NO_TIME)
                return fail(r->e, POISON, "due_at and due_day are both given");
        const int64_t stored = pg_get_int(r->rows, r->row, COL_outbox_read_due_day);
        v->due_at = END_OF_TIME;
        if (stored > -MOMENT_LIMIT / MICROS_PER_DAY && stored < MOMENT_LIMIT / MICROS_PER_DAY)
                v->due_at = place_day(r->reader, pg_get_date(r->rows, r->row, COL_outbox_read_due_day), true);
        return OK;
}

/* A statement cannot have been seen before it was made, but clocks differ; see stated_at in event.h. */
static void settle_times(struct event *v, micros stated_at, micros observed_at)
{
        v->stated_at = stated_at;
        v->observed_at = observed_at;
        if (!moment_legal(stated_at))
                return;
        if (stated_at > observed_at + MICROS_PER_DAY)
                v->stated_at = observed_at + 1;
        else if (stated_at > observed_at)
                v->observed_at = stated_at;
}

enum fault outbox_row_read(const struct outbox_reader *reader, const struct pg_result *rows, int row,
                           micros observed_at, struct event *v, struct outbox_held *held, struct err *e)
{
        const struct reading r = {reader, rows, row, held, e};
        outbox_held_clear(held);
        event_empty(v);
        v->source = reader->source;
        settle_times(v, instant_of(&r, COL_outbox_read_stated_at), observed_at);
        for (size_t i = 0; i < sizeof(plain_columns) / sizeof(plain_columns[0]); i++) {
                const struct event_field *f = &event_fields[plain_columns[i].field];
                if (read_plain(&r, f, plain_columns[i].column, (char *)v + f->offset) != OK)
                        return e->kind;
        }
        if (read_due(&r, v) != OK || read_kind(&r, v) != OK)
                return e->kind;
        if (v->kind == KIND_DOCUMENT)
                return read_document(&r, v) == OK ? event_check(v, e) : e->kind;
        v->sequence = pg_get_int(rows, row, COL_outbox_read_id);
        v->since = NO_TIME;
        const struct text status = text_trim(pg_get_text(rows, row, COL_outbox_read_status));
        if (read_status(status, &v->status, e) != OK)
                return e->kind;
        if (v->occurred_at == NO_TIME)
                return fail(e, POISON, "occurred_at is empty");
        if (v->occurred_day)
                place(reader, &v->occurred_at, v->status, false);
        return event_check(v, e);
}
