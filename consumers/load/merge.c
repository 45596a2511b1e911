/* SPDX-License-Identifier: Apache-2.0
 *
 * merge.c - what a batch says of a dossier, added to its history, and the flows that change by it.
 */
#include "consumers/load/write.h"

#include "consumers/dossier/history_bytes.h"

enum { PREFETCH_AHEAD = 6 }; /* dossiers: about as long as a fetch from memory takes */

static bool add_statements(struct committer *c, const struct batch_dossiers *b, const struct batch_dossier *d)
{
        bool changed = false;
        batch_prefetch_statements(b, (size_t)(d - b->dossiers) + PREFETCH_AHEAD);
        for (uint32_t i = 0; i < d->statement_n; i++) {
                batch_statement(b, d, i, history_room(&c->history));
                changed |= history_add_made(&c->history);
        }
        return changed;
}

/* The dossier with its new statements, and the flows that it adds now. */
static void add_facts(struct committer *c)
{
        timeline_derive(&c->history, c->warehouse->rule, c->warehouse->zone, &c->after);
        flow_sums_add(&c->flows, &c->after, c->warehouse->zone, 1);
}

void merge_new(struct committer *c, const struct batch_dossiers *b, const struct batch_dossier *d)
{
        c->history.n = 0;
        c->history.truncated = false;
        add_statements(c, b, d);
        source_days_first(&b->sources, batch_source(b, d));
        add_facts(c);
        if (timeline_has_deadline(&c->after))
                notices_add(c->notices, batch_id(b, d));
}

enum fault merge_known(struct committer *c, const struct batch_dossiers *b, const struct batch_dossier *d,
                       bool *changed, struct err *e)
{
        const struct text id = batch_id(b, d);
        if (!history_unpack(&c->history, b->histories.at + d->history_at, d->history_len, d->truncated))
                return fail(e, FATAL, "the history of dossier %.*s is damaged: restore the row", (int)id.len,
                            id.at);
        timeline_derive(&c->history, c->warehouse->rule, c->warehouse->zone, &c->before);
        *changed = add_statements(c, b, d);
        if (!*changed)
                return OK;
        flow_sums_add(&c->flows, &c->before, c->warehouse->zone, -1);
        add_facts(c);
        if (timeline_deadlines_differ(&c->before, &c->after))
                notices_add(c->notices, id);
        return OK;
}
