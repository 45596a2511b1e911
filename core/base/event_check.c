/* SPDX-License-Identifier: Apache-2.0
 *
 * event_check.c - the check that every event passes, field by field along the table.
 */
#include "core/base/event.h"

#include "core/base/ascii.h"
#include "core/base/event_field.h"

static enum fault check_text(const struct event_field *f, const struct text *t, struct err *e)
{
        if (t->len > f->most)
                return fail(e, POISON, "%s has %zu bytes, at most %u are allowed", f->name, t->len, f->most);
        if (f->required && t->len == 0)
                return fail(e, POISON, "%s is empty", f->name);
        const char *fault = ascii_outside(*t) ? text_check_printable(*t) : NULL;
        return fault ? fail(e, POISON, "%s %s", f->name, fault) : OK;
}

static enum fault check_field(const struct event_field *f, const void *value, struct err *e)
{
        switch (f->kind) {
        case FIELD_TEXT:
                return check_text(f, value, e);
        case FIELD_TIME:
                if (moment_legal(*(const micros *)value) ||
                    (!f->required && *(const micros *)value == NO_TIME))
                        return OK;
                return fail(e, POISON, "%s is outside the years 1900 to 2199", f->name);
        case FIELD_CODE:
        case FIELD_TRUTH:
                if (*(const unsigned *)value < (unsigned)f->names_count)
                        return OK;
                return fail(e, POISON, "%s has no value number %u", f->name, *(const unsigned *)value);
        case FIELD_NUMBER:
                return *(const int64_t *)value >= 0 ? OK : fail(e, POISON, "%s is negative", f->name);
        case FIELD_ID:
        case FIELD_FLAG:
                break;
        }
        return OK;
}

static enum fault check_occurrences(const struct event *v, struct err *e)
{
        enum fault fault = OK;
        if (v->kind != KIND_DOCUMENT)
                return fail(e, POISON, "occurrences are said by a %s: only a DOCUMENT has any",
                            kind_names[v->kind]);
        if (v->occurrence_n > OCCURRENCES_MOST)
                return fail(e, POISON, "occurrences are %u, at most %d are allowed", v->occurrence_n,
                            OCCURRENCES_MOST);
        bool placed = false;
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                placed |= v->occurrence[i].agency.len > 0;
                for (size_t k = 0; k < OCCURRENCE_FIELD_COUNT && fault == OK; k++) {
                        const struct event_field *f = &occurrence_fields[k];
                        fault = check_field(f, (const char *)&v->occurrence[i] + f->offset, e);
                        if (fault != OK)
                                return fail_at(e, "occurrence %u", i + 1);
                }
        }
        return placed ? OK : fail(e, POISON, "no occurrence names an agency");
}

/* ---- events ---- */

enum { OPTIONAL, REQUIRED };

#define NAMES_OF(member)                  (sizeof(member##_names) / sizeof(member##_names[0]))
#define FINE_ID(member, required, most)   true
#define FINE_FLAG(member, required, most) true
#define FINE_TEXT(member, required, most)                                            \
        (v->member.len <= (most) && ((required) == OPTIONAL || v->member.len > 0) && \
         ascii_outside(v->member) == 0)
#define FINE_NUMBER(member, required, most) (v->member >= 0)
#define FINE_TIME(member, required, most) \
        (moment_legal(v->member) || ((required) == OPTIONAL && v->member == NO_TIME))
#define FINE_CODE(member, required, most)  ((unsigned)v->member < NAMES_OF(member))
#define FINE_TRUTH(member, required, most) ((unsigned)v->member < NAMES_OF(truth))

/* True when the walk along the table would find nothing. The fields are asked one after the other without a
 * look at the table, which costs a third; only texts that are not ASCII are left to the walk. */
static bool is_fine(const struct event *v)
{
        return true
#define FINE(kind, member, required, most, tag) &&FINE_##kind(member, required, most)
                EVENT_FIELDS(FINE)
#undef FINE
                        ;
}

static enum fault check_fields(const struct event *v, struct err *e)
{
        enum fault fault = OK;
        for (size_t i = 0; i < EVENT_FIELD_COUNT && fault == OK; i++)
                fault = check_field(&event_fields[i], (const char *)v + event_fields[i].offset, e);
        return fault;
}

enum fault event_check(const struct event *v, struct err *e)
{
        if (!is_fine(v) && check_fields(v, e) != OK)
                return e->kind;
        return v->occurrence_n > 0 ? check_occurrences(v, e) : OK;
}
