/* SPDX-License-Identifier: Apache-2.0
 *
 * table_source.c - see table_source.h.
 */
#include "producers/outbox/table_source.h"
#include "core/lib/log.h"
#include "producers/outbox/outbox_counters.h"
#include <stdio.h>
#include <string.h>

enum { TOLD_MOST = 100 }; /* lines a look: thousands would be of no more use */

static void reject(struct table *t, const struct err *wrong)
{
        outbox_counters_moved(1, 1);
        if (t->told++ >= TOLD_MOST)
                return;
        char changed[TABLE_VALUE_MOST];
        const struct text at = pg_get_text(t->page, t->at - 1, TABLE_CHANGED);
        snprintf(changed, sizeof(changed), "%.*s", (int)at.len, at.at ? at.at : "");
        log_warn("outbox.rejected", KT("changed", changed), KT("column", t->row.column),
                 KT("reason", wrong->text));
}

/* Reads rows until one has an event. *over: the look is at its end, or the door is full. */
static enum fault find_event(struct table *t, bool *over, struct err *e)
{
        struct err wrong = {0};
        while (t->next_event >= t->row.n) {
                if (table_door_full(&t->door)) {
                        *over = true;
                        return OK;
                }
                const enum fault fault = table_read(t, over, &wrong);
                if (fault == POISON && t->looking && t->page) {
                        reject(t, &wrong);
                        continue;
                }
                if (fault != OK) {
                        *e = wrong;
                        return fault;
                }
                if (*over)
                        return OK;
                outbox_counters_moved(1, 0);
        }
        *over = false;
        return OK;
}

/* Between two looks, and within one behind a fault. */
static bool is_resting(const struct table *t)
{
        return (!t->looking || !t->page) && steady_now() < t->next_look;
}

static enum fault advance(struct table *t, struct event *v, enum source_next *answer, struct err *e)
{
        bool over;
        *answer = t->options.once ? SOURCE_WAIT : SOURCE_IDLE;
        if (is_resting(t))
                return OK;
        if (!t->pg && table_connect(t, 0, e) != OK)
                return e->kind;
        for (;;) {
                if (find_event(t, &over, e) != OK)
                        return e->kind;
                if (!over) {
                        event_copy(v, &t->row.event[t->next_event++]);
                        t->handed++;
                        t->counts.events++;
                        *answer = SOURCE_EVENT;
                        return OK;
                }
                *answer = SOURCE_WAIT;
                if (t->settled < t->handed)
                        return OK;
                if (table_door_full(&t->door)) {
                        if (table_door_commit(&t->door, e) != OK)
                                return e->kind;
                        continue;
                }
                *answer = t->options.once ? SOURCE_END : SOURCE_IDLE;
                return table_end_look(t, e);
        }
}

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct table *t = self;
        enum source_next answer = SOURCE_IDLE;
        const micros began = steady_now();
        if (advance(t, v, &answer, e) == OK)
                return answer;
        /* A job that ends says so; who stays asks again, in a tenth of the time. */
        const enum fault fault = table_was_ended(t, e) && !t->options.once ? RETRY : e->kind;
        if (t->pg) /* it has worked for us in vain, and would again */
                t->next_look = table_rest(began);
        table_disconnect(t);
        e->kind = fault;
        return SOURCE_FAULT;
}

static int wait_ms(void *self)
{
        const struct table *t = self;
        const micros left = is_resting(t) ? t->next_look - steady_now() : 0;
        return left <= 0 ? 0 : (int)(left / 1000 < 1000 ? left / 1000 + 1 : 1000);
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        (void)e;
        ((struct table *)self)->settled = below;
        return OK;
}

const struct source table_source = {
        .name = "table",
        .checked = true, /* row_read() sets aside those that do not pass */
        .next = next,
        .wait_ms = wait_ms,
        .settle = settle,
};
