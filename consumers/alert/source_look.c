/* SPDX-License-Identifier: Apache-2.0
 *
 * source_look.c - clears first, then asks who is quiet, and judges each.
 */
#include "consumers/alert/source_look.h"

#include "consumers/alert/silence.h"
#include "consumers/alert/window.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

enum { SLOT_MINUTES = 10, SLOTS = 24 * 60 / SLOT_MINUTES };

/* The alerts that are to be raised, column by column. */
struct silent {
        int32_t *source, *rule;
        int64_t *since, *usual;
        size_t n;
};

/* *n instants at which the source was heard in the month up to its last event. */
static enum fault read_heard(const struct source_look *in, int32_t source, micros **heard, size_t *n,
                             struct err *e)
{
        const struct pg_param params[] = {pg_int4(source), pg_int4(SILENCE_DAYS)};
        struct pg_result *r;
        if (pg_run_prepared(in->pg, SQL_alert_source_slots, params, 2, &r, e) != OK)
                return e->kind;
        *n = 0;
        *heard = need_alloc(((size_t)pg_rows(r) * SLOTS + 1) * sizeof(**heard));
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text slots = pg_get_text(r, row, COL_alert_source_slots_slots);
                const micros begins =
                        zone_day_start(in->zone, pg_get_date(r, row, COL_alert_source_slots_day));
                for (size_t i = 0; i < slots.len; i++) {
                        if (slots.at[i] == '1')
                                (*heard)[(*n)++] = begins + (micros)i * SLOT_MINUTES * MICROS_PER_MINUTE;
                }
        }
        pg_free(r);
        return OK;
}

/* Judges one source that is quiet by one rule. */
static enum fault judge(const struct source_look *in, const struct pg_result *r, int row, struct silent *s,
                        struct err *e)
{
        const int32_t source = (int32_t)pg_get_int(r, row, COL_alert_source_quiet_source_id);
        const int64_t floor = pg_get_int(r, row, COL_alert_source_quiet_floor),
                      factor = pg_get_int(r, row, COL_alert_source_quiet_factor);
        const micros since = pg_get_instant(r, row, COL_alert_source_quiet_silent_since),
                     start = pg_get_instant(r, row, COL_alert_source_quiet_start_mark);
        micros *heard = NULL;
        size_t n = 0;
        if (calendar_between(in->calendar, since, in->now) < floor * MICROS_PER_MINUTE)
                return OK;
        if (read_heard(in, source, &heard, &n, e) != OK)
                return e->kind;
        const int64_t usual = silence_usual(in->calendar, in->zone, heard, n);
        free(heard);
        if (usual < 0)
                return OK;
        const micros fires =
                alert_step_fires(in->calendar, (int32_t)silence_limit(usual, floor, factor), since);
        if (fires > in->now || fires <= start)
                return OK;
        s->source[s->n] = source;
        s->rule[s->n] = (int32_t)pg_get_int(r, row, COL_alert_source_quiet_rule_id);
        s->since[s->n] = since;
        s->usual[s->n++] = usual;
        return OK;
}

static enum fault insert(const struct source_look *in, const struct silent *s, int64_t *raised, struct err *e)
{
        struct bytes buffer[4] = {0};
        const struct pg_param params[] = {pg_instant(in->now), pg_int4_array(&buffer[0], s->source, s->n),
                                          pg_int4_array(&buffer[1], s->rule, s->n),
                                          pg_int8_array(&buffer[2], s->since, s->n),
                                          pg_int8_array(&buffer[3], s->usual, s->n)};
        struct pg_result *r;
        const enum fault fault = pg_run_prepared(in->pg, SQL_alert_source_raise, params, 5, &r, e);
        if (fault == OK) {
                *raised = pg_rows(r);
                pg_free(r);
        }
        for (int i = 0; i < 4; i++)
                bytes_free(&buffer[i]);
        return fault;
}

static enum fault raise_silent(const struct source_look *in, int64_t *raised, struct err *e)
{
        const struct pg_param now = pg_instant(in->now);
        struct pg_result *r;
        if (pg_run_prepared(in->pg, SQL_alert_source_quiet, &now, 1, &r, e) != OK)
                return e->kind;
        const size_t most = (size_t)pg_rows(r) + 1;
        struct silent s = {.source = need_alloc(most * sizeof(*s.source)),
                           .rule = need_alloc(most * sizeof(*s.rule)),
                           .since = need_alloc(most * sizeof(*s.since)),
                           .usual = need_alloc(most * sizeof(*s.usual))};
        enum fault fault = OK;
        for (int row = 0; fault == OK && row < pg_rows(r); row++)
                fault = judge(in, r, row, &s, e);
        pg_free(r);
        if (fault == OK && s.n)
                fault = insert(in, &s, raised, e);
        free(s.source);
        free(s.rule);
        free(s.since);
        free(s.usual);
        return fault;
}

static enum fault look_once(const struct source_look *in, int64_t *raised, int64_t *cleared, struct err *e)
{
        const struct pg_param now = pg_instant(in->now);
        struct pg_result *r;
        if (pg_script(in->pg, "begin; set local synchronous_commit = on", e) != OK ||
            pg_run_prepared(in->pg, SQL_alert_progress_lock, NULL, 0, &r, e) != OK)
                return e->kind;
        pg_free(r);
        if (pg_run_prepared(in->pg, SQL_alert_source_clear, &now, 1, &r, e) != OK)
                return e->kind;
        *cleared = pg_rows(r);
        pg_free(r);
        if (in->raises && raise_silent(in, raised, e) != OK)
                return e->kind;
        /* Another alerter may be the one that publishes, and nothing else would wake it. */
        if (*raised + *cleared > 0 && pg_script(in->pg, "notify hentra_alert_webhook", e) != OK)
                return e->kind;
        return pg_script(in->pg, "commit", e);
}

enum fault source_look_run(const struct source_look *in, int64_t *raised, int64_t *cleared, struct err *e)
{
        struct err rollback;
        *e = (struct err){0};
        *raised = *cleared = 0;
        const enum fault fault = look_once(in, raised, cleared, e);
        if (fault != OK && !pg_broken(in->pg) && pg_script(in->pg, "rollback", &rollback) != OK)
                *e = rollback;
        return fault == OK ? OK : e->kind;
}
