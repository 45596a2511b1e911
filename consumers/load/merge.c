/* SPDX-License-Identifier: Apache-2.0
 *
 * merge.c - set union, and what it changes in the facts.
 */
#include "consumers/load/write.h"

#include "consumers/warehouse/dossier_row.h"

enum { EXPECTED = 6 }; /* dossiers ahead: about what a fetch from memory takes */

static bool add_statements(struct committer *c, const struct batch *b, const struct batch_dossier *d)
{
        bool changed = false;
        batch_expect_statements(b, (size_t)(d - b->dossiers) + EXPECTED);
        for (uint32_t i = 0; i < d->statement_n; i++)
                changed |= history_add(&c->history, batch_said(b, d, i));
        return changed;
}

static void settle(struct committer *c)
{
        derive(&c->history, c->warehouse->rule, &c->after);
        flow_sums_add(&c->flows, &c->after, c->warehouse->zone, 1);
}

/* A new dossier can only be a new deadline. */
static bool is_deadline(const struct timeline *t)
{
        return t->due_at != NO_TIME && t->received_at != NO_TIME && !t->ended_by &&
               dossier_paused_since(t) == NO_TIME;
}

/* What the alert rules look at. */
static bool alerts_differ(const struct timeline *a, const struct timeline *b)
{
        return a->due_at != b->due_at || a->received_at != b->received_at || a->ended_by != b->ended_by ||
               a->ended_before != b->ended_before || dossier_paused_since(a) != dossier_paused_since(b) ||
               a->agency != b->agency || a->procedure != b->procedure || a->case_kind != b->case_kind;
}

void merge_new(struct committer *c, const struct batch *b, const struct batch_dossier *d)
{
        c->history.n = 0;
        c->history.truncated = false;
        add_statements(c, b, d);
        settle(c);
        if (is_deadline(&c->after))
                notices_add(&c->notices, batch_id(b, d));
}

enum fault merge_known(struct committer *c, const struct batch *b, const struct batch_dossier *d,
                       bool *changed, struct err *e)
{
        const struct text id = batch_id(b, d);
        if (!history_unpack(&c->history, b->words + d->words_at, d->words_n, d->truncated))
                return fail(e, FATAL, "the history of dossier %.*s is damaged: restore the row", (int)id.len,
                            id.at);
        derive(&c->history, c->warehouse->rule, &c->before);
        *changed = add_statements(c, b, d);
        if (*changed) {
                settle(c);
                flow_sums_add(&c->flows, &c->before, c->warehouse->zone, -1);
                if (alerts_differ(&c->before, &c->after))
                        notices_add(&c->notices, id);
        }
        return OK;
}
