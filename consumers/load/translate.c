/* SPDX-License-Identifier: Apache-2.0
 *
 * translate.c - see translate.h.
 */
#include "consumers/load/translate.h"

#include "core/lib/hash.h"

void translate_note(struct dimensions *d, const struct event *v, struct codes *c)
{
        c->source = dimension_note(d, DIMENSION_SOURCE, v->source);
        c->agency = dimension_note(d, DIMENSION_AGENCY, v->agency);
        c->received_by = text_equal(v->received_by, v->agency)
                                 ? c->agency
                                 : dimension_note(d, DIMENSION_AGENCY, v->received_by);
        c->field = dimension_note(d, DIMENSION_FIELD, v->field);
        c->procedure = dimension_note(d, DIMENSION_PROCEDURE, v->procedure);
        for (uint32_t i = 0; i < v->occurrence_n; i++)
                (void)dimension_note(d, DIMENSION_AGENCY, v->occurrence[i].agency);
}

/* The id of a code that was found before, or has been learnt since. */
static inline enum fault id_of(const struct dimensions *d, enum dimension which, struct text code,
                               uint32_t found, uint32_t *id, struct err *e)
{
        *id = found;
        return found != 0 || code.len == 0 ? OK : dimension_id(d, which, code, id, e);
}

static enum fault translate_codes(const struct dimensions *d, const struct event *v, const struct codes *c,
                                  struct translated *t, struct err *e)
{
        struct statement *s = &t->statement;
        uint32_t source, field;
        if (id_of(d, DIMENSION_SOURCE, v->source, c->source, &source, e) != OK ||
            id_of(d, DIMENSION_AGENCY, v->agency, c->agency, &t->agency, e) != OK ||
            id_of(d, DIMENSION_AGENCY, v->received_by, c->received_by, &s->received_by, e) != OK ||
            id_of(d, DIMENSION_FIELD, v->field, c->field, &field, e) != OK ||
            id_of(d, DIMENSION_PROCEDURE, v->procedure, c->procedure, &s->procedure, e) != OK)
                return e->kind;
        s->source = (uint16_t)source;
        s->field = (uint16_t)field;
        /* A document's agencies are those of its occurrences. */
        s->agency = v->kind == KIND_DOCUMENT ? 0 : t->agency;
        return OK;
}

enum fault translate_event(const struct dimensions *d, const struct event *v, const struct codes *c,
                           struct translated *t, struct err *e)
{
        uint8_t name[EVENT_NAME_MOST];
        statement_of_event(&t->statement, v, hash_bytes(name, event_name(v, name)));
        t->statement.occurrence = t->occurrence;
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                const struct event_occurrence *from = &v->occurrence[i];
                struct said_occurrence *to = &t->occurrence[i];
                *to = (struct said_occurrence){.occurred_at = from->occurred_at,
                                               .status = (uint8_t)from->status,
                                               .occurred_day = from->occurred_day,
                                               .reopens = from->reopens};
                if (dimension_id(d, DIMENSION_AGENCY, from->agency, &to->agency, e) != OK)
                        return e->kind;
        }
        return translate_codes(d, v, c, t, e);
}
