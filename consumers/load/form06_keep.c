/* SPDX-License-Identifier: Apache-2.0
 *
 * form06_keep.c - when sums of form 06 are due, and that they are made one by one. As often, the newest
 * blocks of dossiers are looked at for the indexes that find a day (sql/views/44_dossier_blocks.sql).
 *
 * So: a message that comes meanwhile waits for one half month at most.
 */
#include "consumers/load/form06_keep.h"

#include "consumers/load/loader.h"
#include "consumers/warehouse/form06_sums.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdlib.h>

enum { MUCH = 50000 }; /* messages that wait: this is no moment for sums, and they will be due behind it */
#define EVERY (60 * MICROS_PER_SECOND)

static enum fault due(const struct loader *l, bool *answer, struct err *e)
{
        const size_t n = l->assignment.part_n;
        int32_t *ours = need_alloc((n + 1) * sizeof(*ours));
        struct bytes array = {0};
        struct pg_result *r = NULL;
        for (size_t i = 0; i < n; i++)
                ours[i] = l->assignment.parts[i].position.position_id;
        const struct pg_param param = pg_int4_array(&array, ours, n);
        const enum fault fault = pg_run(l->pg, SQL_form06_due, &param, 1, &r, e);
        if (fault == OK)
                *answer = pg_get_int(r, 0, COL_form06_due_due);
        pg_free(r);
        bytes_free(&array);
        free(ours);
        return fault;
}

/* Without it answers are right and take longer. */
static enum fault keep_blocks(struct loader *l, struct err *e)
{
        const enum fault fault = pg_run(l->pg, SQL_load_dossier_blocks, NULL, 0, NULL, e);
        if (fault == OK || pg_broken(l->pg))
                return fault;
        log_warn("load.blocks_left", KT("reason", e->text));
        *e = (struct err){0};
        return OK;
}

static enum fault step(struct loader *l, struct err *e)
{
        struct form06_keep *k = &l->form06;
        if (k->under_way)
                return form06_sum(l->pg, &k->under_way, e);
        k->next = steady_now() + EVERY;
        k->caught_up = false;
        bool wanted;
        if (keep_blocks(l, e) != OK || due(l, &wanted, e) != OK)
                return e->kind;
        return wanted ? form06_group(l->pg, &k->under_way, e) : OK;
}

static enum fault forgive(struct loader *l, enum fault fault, struct err *e)
{
        if (fault == OK || pg_broken(l->pg))
                return fault;
        l->form06.under_way = false;
        log_warn("load.form06_left", KT("reason", e->text));
        *e = (struct err){0};
        return OK;
}

/* Every partition that is read is at its end, as far as Kafka told. */
static bool all_is_read(const struct loader *l)
{
        for (size_t i = 0; i < l->assignment.part_n; i++) {
                const struct part *p = &l->assignment.parts[i];
                if (p->state == PART_UNTAKEN || (part_reads(p) && !(p->heard && p->at_end)))
                        return false;
        }
        return l->assignment.given && !gathered_anything(l);
}

bool form06_keep_waits(const struct loader *l)
{
        return l->pg && l->form06.under_way && all_is_read(l);
}

enum fault form06_keep_serve(struct loader *l, struct err *e)
{
        struct form06_keep *k = &l->form06;
        if (gather_lag(l) > MUCH) {
                k->caught_up = true;
                k->under_way = false; /* members that are new by then get their stand-ins first */
        }
        if (!all_is_read(l))
                return OK;
        if (!k->under_way && !k->caught_up && steady_now() < k->next)
                return OK;
        return forgive(l, step(l, e), e);
}

enum fault form06_keep_finish(struct loader *l, struct err *e)
{
        bool wanted = false;
        if (!l->pg)
                return OK;
        enum fault fault = keep_blocks(l, e);
        if (fault == OK)
                fault = due(l, &wanted, e);
        bool more = false;
        if (fault == OK && wanted)
                fault = form06_group(l->pg, &more, e);
        while (fault == OK && more)
                fault = form06_sum(l->pg, &more, e);
        return forgive(l, fault, e);
}
