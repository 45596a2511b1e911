/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_try.c - each dossier's spans, the firings within them, added up; the server says whom the rule is for.
 *
 * Rule: what makes an alert is told by window.h and by the timeline of what was known, and by nothing here.
 * So: a rule that is tried and a rule that is live differ only in how long a loader takes.
 */
#include "consumers/alert/manage/rule_try.h"

#include "consumers/alert/tell/alert_text.h"
#include "consumers/warehouse/dossier_stream.h"
#include "core/program/progress.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdlib.h>

/* Instants at which something became known of a dossier: three of each record at most. */
enum { MOMENTS_MOST = 3 * HISTORY_MOST };

struct span { /* from this instant until the next span begins */
        micros from;
        bool runs; /* and has a return date */
        micros due_at;
        uint32_t agency, procedure;
        uint8_t case_kind;
};

struct raised {
        int32_t day, agency, procedure, case_kind, step;
        int64_t n;
};

/* An alert of a step that is open at the end of a span. */
struct standing_alert {
        bool open;
        micros due_at;
        uint32_t agency;
};

struct trying {
        const struct rule_trial *t;
        const struct zone *zone;
        const struct calendar *calendar;
        const struct rule *rule;
        struct history known;
        struct timeline line;
        struct span last; /* the span that goes on */
        bool any;
        struct standing_alert standing[ALERT_RULE_STEPS_MOST];
        struct raised *raised;
        size_t n, room;
        int64_t dossiers, seen_later;
        struct progress progress;
};

/* ---- firings ---- */

static int compare(const void *x, const void *y)
{
        const struct raised *a = x, *b = y;
        const int32_t differ[] = {a->day - b->day, a->agency - b->agency, a->procedure - b->procedure,
                                  a->case_kind - b->case_kind, a->step - b->step};
        for (size_t i = 0; i < sizeof(differ) / sizeof(differ[0]); i++) {
                if (differ[i])
                        return differ[i];
        }
        return 0;
}

/* Adds up what has the same key. */
static void fold(struct trying *y)
{
        size_t kept = 0;
        qsort(y->raised, y->n, sizeof(*y->raised), compare);
        for (size_t i = 1; i < y->n; i++) {
                if (compare(&y->raised[kept], &y->raised[i]) == 0)
                        y->raised[kept].n += y->raised[i].n;
                else
                        y->raised[++kept] = y->raised[i];
        }
        y->n = y->n ? kept + 1 : 0;
}

static void raise_one(struct trying *y, const struct span *s, int step, micros at)
{
        if (y->n == y->room) {
                fold(y);
                if (y->n > y->room / 2) {
                        y->room *= 2;
                        y->raised = need_realloc(y->raised, y->room * sizeof(*y->raised));
                }
        }
        y->raised[y->n++] = (struct raised){.day = zone_day(y->zone, at),
                                            .agency = (int32_t)s->agency,
                                            .procedure = (int32_t)s->procedure,
                                            .case_kind = s->case_kind,
                                            .step = step + 1,
                                            .n = 1};
}

/* The instant at which an alert of the step is over by time alone: the next step fires, or the return date of
 * one that was due soon has passed. */
static micros passes(const struct rule_definition *d, const struct calendar *c, int step, micros due_at)
{
        if (step + 1 < d->offsets.n)
                return alert_step_fires(c, d->offsets.minutes[step + 1], due_at);
        return d->kind == DUE_SOON ? alert_step_fires(c, 0, due_at) : END_OF_TIME;
}

/* The span lasts until `until`. */
static void judge_span(struct trying *y, const struct span *s, micros until)
{
        const struct rule_definition *d = y->t->rule;
        const struct calendar *c = calendar_for(y->calendar, s->agency);
        for (int i = 0; i < d->offsets.n; i++) {
                struct standing_alert *stands = &y->standing[i];
                const struct standing_alert before = *stands;
                *stands = (struct standing_alert){0};
                if (!s->runs)
                        continue;
                const micros fires = alert_step_fires(c, d->offsets.minutes[i], s->due_at),
                             over = passes(d, c, i, s->due_at), at = fires > s->from ? fires : s->from;
                if (fires == NO_TIME || fires <= y->t->from || at >= over || at >= until)
                        continue;
                *stands = (struct standing_alert){over >= until, s->due_at, s->agency};
                if (before.open && before.due_at == s->due_at && before.agency == s->agency)
                        continue;
                if (at >= y->t->from && at < y->t->to)
                        raise_one(y, s, i, at);
        }
}

/* The next span of the dossier: joined with the last one where nothing differs that an alert depends on. */
static void add_span(struct trying *y, const struct span *s)
{
        if (y->any && y->last.runs == s->runs && y->last.due_at == s->due_at && y->last.agency == s->agency &&
            y->last.procedure == s->procedure && y->last.case_kind == s->case_kind)
                return;
        if (y->any)
                judge_span(y, &y->last, s->from);
        y->last = *s;
        y->any = true;
}

static void begin_dossier(struct trying *y)
{
        y->any = false;
        for (int i = 0; i < ALERT_RULE_STEPS_MOST; i++)
                y->standing[i] = (struct standing_alert){0};
}

static void end_dossier(struct trying *y)
{
        if (y->any)
                judge_span(y, &y->last, END_OF_TIME);
}

/* ---- what was known ---- */

static int in_order(const void *x, const void *y)
{
        const micros *a = x, *b = y;
        return (*a > *b) - (*a < *b);
}

/* The instants at which something became known, ascending, each once. */
static int list_moments(const struct history *h, micros moment[static MOMENTS_MOST])
{
        int n = 0, kept = 0;
        for (int i = 0; i < h->n; i++) {
                const struct statement *s = &h->of[i];
                if (s->observed_at != NO_TIME)
                        moment[n++] = s->observed_at;
                if (s->since != NO_TIME)
                        moment[n++] = s->since;
        }
        if (n > 0)
                qsort(moment, (size_t)n, sizeof(*moment), in_order);
        for (int i = 0; i < n; i++) {
                if (kept == 0 || moment[i] != moment[kept - 1])
                        moment[kept++] = moment[i];
        }
        return kept;
}

static struct span span_of(const struct timeline *t, micros from)
{
        return (struct span){.from = from,
                             .runs = timeline_has_deadline(t),
                             .due_at = t->due_at,
                             .agency = t->agency,
                             .procedure = t->procedure,
                             .case_kind = (uint8_t)t->case_kind};
}

/* `t`: by all that is known now. */
static void walk_known(struct trying *y, const struct history *h, const struct timeline *t)
{
        micros moment[MOMENTS_MOST];
        const int n = list_moments(h, moment);
        y->seen_later +=
                n > 0 && moment[0] >= y->t->to && t->received_at != NO_TIME && t->received_at < y->t->to;
        if (n == 0 || moment[0] >= y->t->to || (moment[n - 1] < y->t->from && !timeline_has_deadline(t)))
                return;
        for (int i = 0; i < n && moment[i] < y->t->to; i++) {
                struct span s;
                if (i + 1 == n) {
                        s = span_of(t, moment[i]);
                } else if (moment[i + 1] <= y->t->from) {
                        continue; /* it was over before the rule begins */
                } else {
                        history_known_at(h, moment[i], &y->known);
                        timeline_derive(&y->known, y->rule, y->zone, &y->line);
                        s = span_of(&y->line, moment[i]);
                }
                add_span(y, &s);
        }
}

/* ---- what happened ---- */

static void walk_happened(struct trying *y, const struct timeline *t)
{
        struct state state = {0};
        for (int i = 0; i < t->steps_n; i++) {
                state_step(t, &t->steps[i], &state);
                if (i + 1 < t->steps_n && t->steps[i + 1].at == t->steps[i].at)
                        continue;
                struct span s = span_of(t, t->steps[i].at);
                s.runs = state_runs(&state) && t->due_at != NO_TIME;
                s.agency = state.agency;
                add_span(y, &s);
        }
}

static enum fault visit(void *context, const struct dossier_stored *stored, const struct history *h,
                        const struct timeline *t, struct err *e)
{
        struct trying *y = context;
        (void)stored;
        (void)e;
        progress_show(&y->progress, (uint64_t)++y->dossiers, -1, NULL);
        begin_dossier(y);
        if (y->t->happened)
                walk_happened(y, t);
        else
                walk_known(y, h, t);
        end_dossier(y);
        return OK;
}

/* ---- for whom ---- */

static int32_t *column(const struct trying *y, size_t offset)
{
        int32_t *values = need_alloc((y->n + 1) * sizeof(*values));
        for (size_t i = 0; i < y->n; i++)
                values[i] = *(const int32_t *)((const char *)&y->raised[i] + offset);
        return values;
}

/* Leaves out what the rule is not for, and adds the rest up by day, agency and recipient. */
static enum fault ask_server(const struct trying *y, struct pg *pg, struct pg_result **r, struct err *e)
{
        const struct rule_definition *d = y->t->rule;
        static const size_t offsets[] = {offsetof(struct raised, day), offsetof(struct raised, agency),
                                         offsetof(struct raised, procedure),
                                         offsetof(struct raised, case_kind), offsetof(struct raised, step)};
        enum { COLUMNS = sizeof(offsets) / sizeof(offsets[0]) };
        struct bytes array[COLUMNS + 1] = {0};
        struct pg_param params[COLUMNS + 6];
        int32_t *values[COLUMNS];
        int64_t *counts = need_alloc((y->n + 1) * sizeof(*counts));
        for (size_t i = 0; i < y->n; i++)
                counts[i] = y->raised[i].n;
        for (int i = 0; i < COLUMNS; i++) {
                values[i] = column(y, offsets[i]);
                params[i] = pg_int4_array(&array[i], values[i], y->n);
        }
        params[COLUMNS] = pg_int8_array(&array[COLUMNS], counts, y->n);
        params[COLUMNS + 1] = pg_int4(d->level);
        params[COLUMNS + 2] = pg_int4(d->agency_id);
        params[COLUMNS + 3] = pg_int4(d->procedure_id);
        params[COLUMNS + 4] = pg_int4(d->case_kind);
        params[COLUMNS + 5] = pg_bool(d->kind == ESCALATION);
        const enum fault fault = pg_run(pg, SQL_alert_rule_try, params, COLUMNS + 6, r, e);
        for (int i = 0; i < COLUMNS; i++)
                free(values[i]);
        free(counts);
        for (int i = 0; i <= COLUMNS; i++)
                bytes_free(&array[i]);
        return fault;
}

/* ---- printing ---- */

static void print_head(const struct zone *zone)
{
        printf("day         step   alerts  at agency; days of %s\n", zone_name(zone));
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char day[16];
        const struct text agency = pg_get_text(r, row, COL_alert_rule_try_agency),
                          recipient = pg_get_text(r, row, COL_alert_rule_try_recipient);
        const bool moved_up = !text_equal(agency, recipient);
        (void)zone;
        printf("%s  %4" PRId64 " %8" PRId64 "  %.*s%s%.*s\n",
               day_format(pg_get_date(r, row, COL_alert_rule_try_day), day),
               pg_get_int(r, row, COL_alert_rule_try_step), pg_get_int(r, row, COL_alert_rule_try_alerts),
               (int)agency.len, agency.at, moved_up ? " -> " : "", moved_up ? (int)recipient.len : 0,
               recipient.at);
}

static const char *const names[] = {"day", "step", "agency", "recipient", "alerts", NULL};

static void add_cells(struct table *t, const struct pg_result *r, int row)
{
        char day[16];
        table_text(t, "day", text_of(day_format(pg_get_date(r, row, COL_alert_rule_try_day), day)));
        table_count(t, "step", pg_get_int(r, row, COL_alert_rule_try_step));
        table_text(t, "agency", pg_get_text(r, row, COL_alert_rule_try_agency));
        table_text(t, "recipient", pg_get_text(r, row, COL_alert_rule_try_recipient));
        table_count(t, "alerts", pg_get_int(r, row, COL_alert_rule_try_alerts));
}

static const struct listing listing = {names, add_cells, print_head, print_text,
                                       "no alert would have been raised"};

static struct rule_tried tried_of(const struct trying *y, const struct pg_result *r)
{
        struct rule_tried tried = {.seen_later = y->seen_later};
        for (int row = 0; row < pg_rows(r); row++)
                tried.alerts += pg_get_int(r, row, COL_alert_rule_try_alerts);
        return tried;
}

static void print_end(const struct trying *y, int64_t all)
{
        char from[32], to[32];
        printf("%" PRId64 " alert%s would have been raised from %s to %s (%s), by what %s\n", all,
               all == 1 ? "" : "s", zone_format(y->zone, y->t->from, from),
               zone_format(y->zone, y->t->to, to), zone_name(y->zone),
               y->t->happened ? "happened, as is known now" : "was known at the time");
        if (y->seen_later > 0)
                printf("%" PRId64
                       " dossiers of that time were first seen later, and nothing could be raised of "
                       "them: --happened counts them\n",
                       y->seen_later);
}

enum fault rule_try(const struct rule_trial *t, struct pg *pg, const struct warehouse *w,
                    const struct calendar *calendar, enum list_format format, struct rule_tried *tried,
                    struct err *e)
{
        struct pg_result *r = NULL;
        if (t->rule->kind > ESCALATION)
                return fail(e, USAGE,
                            "%s: rules about return dates can be tried; `hentra foresight check` tests "
                            "chances against the past",
                            alert_kind_names[t->rule->kind]);
        struct trying *y = need_alloc(sizeof(*y));
        y->t = t;
        y->zone = w->zone;
        y->calendar = calendar;
        y->rule = w->rule;
        y->room = 4096;
        y->raised = need_alloc(y->room * sizeof(*y->raised));
        progress_start(&y->progress, "try", 0, true);
        const struct dossier_visit each = {visit, y};
        enum fault fault = dossier_stream_brief(pg, w, &each, e);
        progress_end(&y->progress, (uint64_t)y->dossiers);
        fold(y);
        if (fault == OK)
                fault = ask_server(y, pg, &r, e);
        if (fault == OK) {
                listing_print(&listing, format, r, w->zone);
                const struct rule_tried sums = tried_of(y, r);
                if (format == LIST_TEXT)
                        print_end(y, sums.alerts);
                if (tried)
                        *tried = sums;
        }
        pg_free(r);
        free(y->raised);
        free(y);
        return fault;
}
