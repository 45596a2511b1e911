/* SPDX-License-Identifier: Apache-2.0
 *
 * merge.c - set union, and what it changes in the facts.
 */
#include "consumers/load/write.h"

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

void merge_new(struct committer *c, const struct batch *b, const struct batch_dossier *d)
{
        c->history.n = 0;
        c->history.truncated = false;
        add_statements(c, b, d);
        settle(c);
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
        }
        return OK;
}
