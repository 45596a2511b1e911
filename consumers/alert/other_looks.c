/* SPDX-License-Identifier: Apache-2.0
 *
 * other_looks.c - see other_looks.h.
 */
#include "consumers/alert/other_looks.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/source_look.h"
#include "core/lib/log.h"

/* Once a minute, behind a look at the deadlines, which knows whether loaders are behind: then what a source
 * sent may wait in the topic. Raises only where they were not at the look before, either, nor between: when
 * Kafka itself was away, loaders are at the end of the topic before the sources have got through again. */
static enum fault look_at_sources(struct other_looks *o, const struct other_looks_inputs *in, bool fresh,
                                  struct err *e)
{
        const struct source_look look = {.pg = in->pg,
                                         .calendar = in->calendar,
                                         .zone = in->warehouse->zone,
                                         .now = in->now,
                                         .raises = fresh && o->were_fresh};
        int64_t raised, cleared;
        if (!fresh)
                o->were_fresh = false;
        if (!o->sources)
                return OK;
        if (source_look_run(&look, &raised, &cleared, e) != OK)
                return e->kind;
        o->sources = false;
        o->were_fresh = fresh;
        alert_count(COUNT_RAISED, raised);
        alert_count(COUNT_CLEARED, cleared);
        if (raised || cleared)
                log_info("alert.sources", KI("raised", raised), KI("cleared", cleared));
        return OK;
}

static enum fault look_at_chances(struct other_looks *o, const struct other_looks_inputs *in, bool fresh,
                                  struct err *e)
{
        const struct likely_look look = {.pg = in->pg,
                                         .warehouse = in->warehouse,
                                         .calendar = in->calendar,
                                         .ids = in->looked ? agenda_looked_at(in->agenda) : TEXT(""),
                                         .now = in->now,
                                         .raises = fresh};
        int64_t raised, cleared;
        /* Those that are named while nothing is raised are named no more when the loader is back. */
        o->likely.all_changed |= in->agenda->any_changed || (!fresh && look.ids.len > 0);
        in->agenda->any_changed = false;
        if (likely_look_run(&o->likely, &look, &raised, &cleared, e) != OK)
                return e->kind;
        alert_count(COUNT_RAISED, raised);
        alert_count(COUNT_CLEARED, cleared);
        return OK;
}

bool other_looks_go_on(const struct other_looks *o)
{
        return likely_look_goes_on(&o->likely);
}

enum fault other_looks_run(struct other_looks *o, const struct other_looks_inputs *in, struct err *e)
{
        const bool fresh = !in->agenda->last.stale && in->agenda->last.waits == 0;
        const enum fault fault = look_at_sources(o, in, fresh, e);
        return fault == OK ? look_at_chances(o, in, fresh, e) : fault;
}
