/* SPDX-License-Identifier: Apache-2.0
 *
 * freeze.c - asked twice, compared, written once.
 */
#include "consumers/report/freeze/freeze.h"

#include "consumers/report/freeze/frozen.h"
#include "consumers/report/freeze/keep_text.h"
#include "consumers/report/known.h"
#include "consumers/warehouse/dossier_stream.h"
#include "core/base/ascii.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 64 };

static bool is_name(const char *name)
{
        static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
        const size_t len = strlen(name);
        return len > 0 && len <= NAME_MOST && strspn(name, plain) == len && !strchr("._-", name[0]);
}

enum fault freeze_check(const char *name, const struct report *r, const struct question *q, struct err *e)
{
        char part[200];
        if (!is_name(name))
                return fail(e, USAGE,
                            "--freeze %s: a name of up to %d letters of ASCII, digits, dots, hyphens and "
                            "underscores is allowed, with a letter or digit first",
                            name, NAME_MOST);
        if (r == &report_foresight)
                return fail(e, USAGE,
                            "the report foresight cannot be frozen: it is about what is open now, by the fit "
                            "that is the newest now, and neither can be asked for again");
        if (!filter_is_any(&q->filter))
                return fail(e, USAGE, "--freeze keeps a report whole, and this is a part of it: %s",
                            filter_words(&q->filter, part, sizeof(part)));
        if (q->filter.longest_first)
                return fail(e, USAGE, "--freeze keeps a report in its own order, without --order");
        if (q->rules_file)
                return fail(e, USAGE,
                            "--freeze does not go with --rules: a file may be another one tomorrow, so the "
                            "report could not be repeated");
        return OK;
}

enum fault freeze_range(const struct report *r, struct question *q, const struct zone *zone, struct err *e)
{
        char day[16];
        const int32_t today = zone_day(zone, q->now);
        if (q->range.asked_to < today)
                return OK;
        if (!(r->takes & TAKES_AS_OF))
                return fail(
                        e, USAGE,
                        "the report %s cannot be frozen for a range that is not over: it counts what is open "
                        "now, which cannot be asked for again; let the range end with --to %s, or before",
                        r->name, day_format(today - 1, day));
        if (q->range.as_of == END_OF_TIME)
                q->range.as_of = q->now;
        return OK;
}

/* ---- the rows ---- */

struct kept {
        struct text *row;
        size_t n;
        int64_t bytes;
};

static void kept_free(struct kept *k)
{
        for (size_t i = 0; i < k->n; i++)
                free((char *)k->row[i].at);
        free(k->row);
        *k = (struct kept){0};
}

static enum fault keep(struct kept *k, const struct answer *a, int64_t most, struct err *e)
{
        k->row = need_alloc(((size_t)a->rows + 1) * sizeof(*k->row));
        for (int i = 0; i < a->rows; i++) {
                k->row[k->n] = text_of(row_keep(a, &a->row[i]));
                k->bytes += (int64_t)k->row[k->n++].len;
                if (k->bytes > most)
                        return fail(
                                e, USAGE,
                                "it cannot be frozen: its %d rows are more than report.frozen_size, %" PRId64
                                " kB, has room for (%zu rows); ask for fewer days, or for one agency",
                                a->rows, most >> 10, k->n - 1);
        }
        return OK;
}

static bool kept_alike(const struct kept *a, const struct kept *b)
{
        bool alike = a->n == b->n;
        for (size_t i = 0; alike && i < a->n; i++)
                alike = text_equal(a->row[i], b->row[i]);
        return alike;
}

static enum fault ask(struct answer *a, struct kept *k, int64_t most, struct pg *pg, struct err *e)
{
        return answer_ask(a, pg, e) == OK ? keep(k, a, most, e) : e->kind;
}

/* ---- what sources state as of a later instant ---- */

struct ahead {
        micros now, last;
        int64_t dossiers;
};

static enum fault take_ahead(void *context, const struct dossier_stored *stored, const struct history *h,
                             const struct timeline *t, struct err *e)
{
        struct ahead *a = context;
        micros last = a->now;
        (void)stored, (void)t, (void)e;
        for (int i = 0; i < h->n; i++) {
                const micros at[] = {h->of[i].observed_at, h->of[i].since, h->of[i].retracted_at};
                for (size_t n = 0; n < sizeof(at) / sizeof(at[0]); n++)
                        last = at[n] != NO_TIME && at[n] > last ? at[n] : last;
        }
        a->dossiers += last > a->now;
        a->last = last > a->last ? last : a->last;
        return OK;
}

static enum fault refuse_other(const struct answer *a, micros known_at, struct pg *pg, struct err *e)
{
        struct ahead ahead = {.now = a->q->now, .last = a->q->now};
        const struct zone *zone = a->warehouse->zone;
        char now[32], at[32];
        if (dossier_stream_brief(pg, a->warehouse, &(struct dossier_visit){take_ahead, &ahead}, e) != OK)
                return e->kind;
        if (ahead.dossiers > 0)
                return fail(e, USAGE,
                            "it cannot be frozen now, since it cannot be repeated: what is known of %" PRId64
                            " %s was stated as of a later instant than now, %s, the latest as of %s. "
                            "Freeze it once that is past, or a range in which it changes nothing; if that is "
                            "not so, the clock of a source is wrong, or this one (clock.*)",
                            ahead.dossiers, ahead.dossiers == 1 ? "dossier" : "dossiers",
                            zone_format(zone, ahead.now, now), zone_format(zone, ahead.last, at));
        return fail(
                e, USAGE,
                "it cannot be frozen, since it cannot be repeated: as known at %s, by the histories of its "
                "dossiers, it has other figures; hentra verify tells whether facts and histories agree",
                zone_format(zone, known_at, at));
}

/* The same question as it will be asked by `hentra report diff`. */
static enum fault ask_again(const struct answer *first, micros known_at, const struct kept *expected,
                            int64_t most, struct pg *pg, struct err *e)
{
        const struct corrections none = {.held_until = first->q->now,
                                         .given_now = first->q->range.known_at == END_OF_TIME};
        struct question q = *first->q;
        struct kept again = {0};
        q.range.as_of = frozen_as_of(&q.range, first->warehouse->zone);
        q.range.known_at = known_at;
        q.range.corrections = &none;
        struct answer a = {
                .report = first->report, .q = &q, .warehouse = first->warehouse, .in_snapshot = true};
        enum fault fault = ask(&a, &again, most, pg, e);
        if (fault == OK && !kept_alike(expected, &again))
                fault = refuse_other(&a, known_at, pg, e);
        kept_free(&again);
        answer_free(&a);
        return fault;
}

/* ---- writing ---- */

static enum fault refuse(const struct pg_result *r, const char *name, const struct zone *zone, struct err *e)
{
        char at[32];
        zone_format(zone, pg_get_instant(r, 0, COL_frozen_add_frozen_at), at);
        if (pg_get_int(r, 0, COL_frozen_add_same))
                return fail(
                        e, USAGE,
                        "--freeze %s: this very report was frozen under that name on %s, and all its figures "
                        "are the same; nothing was written. hentra report frozen %s prints it",
                        name, at, name);
        return fail(
                e, USAGE,
                "--freeze %s: another report was frozen under that name on %s, and what is frozen is never "
                "overwritten: choose another name. hentra report diff %s tells what has changed since",
                name, at, name);
}

/* Another session may be faster by a moment: the next statement alone sees what it wrote. */
static enum fault write(const struct pg_param *params, struct pg *pg, struct pg_result **r, struct err *e)
{
        enum fault fault = pg_run(pg, SQL_frozen_add, params, 13, r, e);
        if (fault == OK && !pg_get_int(*r, 0, COL_frozen_add_added) &&
            pg_is_null(*r, 0, COL_frozen_add_frozen_at)) {
                pg_free(*r);
                *r = NULL;
                fault = pg_run(pg, SQL_frozen_add, params, 13, r, e);
        }
        if (fault != OK && !strcmp(pg_sqlstate(pg), "42501"))
                fault = fail_at(e, "reports are frozen by members of the role hentra_owner alone");
        return fault;
}

static enum fault add(const struct answer *a, const struct sheet *s, const char *name, micros known_at,
                      struct text catalogue, const struct kept *k, struct pg *pg, struct err *e)
{
        const struct question *q = a->q;
        struct pg_result *r = NULL;
        struct bytes columns = {0}, rows = {0};
        struct text names[COLUMNS_MOST];
        const int columns_n = frozen_columns(a->report->form, names);
        char *question = question_keep(a, s, q->range.known_at != END_OF_TIME);
        const struct pg_param params[] = {
                pg_text(text_of(name)),
                pg_text(text_of(a->report->name)),
                pg_text(text_of(question)),
                pg_text(text_of(q->range.period)),
                pg_date(q->range.first),
                pg_date(q->range.last),
                pg_instant(q->range.as_of == END_OF_TIME ? NO_TIME : q->range.as_of),
                pg_instant(known_at),
                pg_instant(q->now),
                pg_int4(report_rule(a->report, a->warehouse)->version),
                pg_text_array(&columns, names, (size_t)columns_n),
                pg_text_array(&rows, k->row, k->n),
                pg_text(catalogue)};
        enum fault fault = write(params, pg, &r, e);
        if (fault == OK && !pg_get_int(r, 0, COL_frozen_add_added))
                fault = refuse(r, name, a->warehouse->zone, e);
        if (fault == OK) {
                log_info("report.frozen", KT("name", name), KI("rows", k->n),
                         KT("sha256", pg_get_text(r, 0, COL_frozen_add_sha256).at));
        }
        pg_free(r);
        free(question);
        bytes_free(&columns);
        bytes_free(&rows);
        return fault;
}

enum fault freeze_report(const struct report *r, const struct question *q, const struct warehouse *w,
                         const struct sheet *s, const struct freezing *f, struct pg *pg, struct err *e)
{
        const micros known_at = q->range.known_at == END_OF_TIME ? q->now : q->range.known_at;
        struct answer a = {.report = r, .q = q, .warehouse = w, .in_snapshot = true};
        struct pg_result *catalogue = NULL;
        struct kept k = {0};
        enum fault fault = ask(&a, &k, f->most, pg, e);
        if (fault == OK && r->takes & TAKES_AS_OF)
                fault = ask_again(&a, known_at, &k, f->most, pg, e);
        /* The digest is of the same snapshot: a catalogue that is imported from now on was not counted by. */
        if (fault == OK)
                fault = pg_run(pg, SQL_frozen_catalogue, NULL, 0, &catalogue, e);
        if (fault == OK)
                fault = pg_script(pg, "commit", e);
        if (fault == OK)
                fault = add(&a, s, f->name, known_at, pg_get_text(catalogue, 0, COL_frozen_catalogue_digest),
                            &k, pg, e);
        pg_free(catalogue);
        kept_free(&k);
        answer_free(&a);
        return fault;
}
