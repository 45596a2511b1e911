/* SPDX-License-Identifier: Apache-2.0
 *
 * frozen.c - a frozen report, read back.
 */
#include "consumers/report/freeze/frozen.h"

#include "consumers/report/freeze/keep_text.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

struct reading {
        struct answer *a;
        struct cell cell[COLUMNS_MOST];
};

static enum fault take_row(void *context, const struct pg_result *r, struct err *e)
{
        struct reading *d = context;
        struct json_node *keys = NULL, *cells = NULL;
        struct answer_row row = {.depth = (int)pg_get_int(r, 0, COL_frozen_rows_depth), .cell = d->cell};
        enum fault fault = json_read(&keys, pg_get_text(r, 0, COL_frozen_rows_keys), e);
        if (fault == OK)
                fault = json_read(&cells, pg_get_text(r, 0, COL_frozen_rows_cells), e);
        if (fault == OK && !row_kept(d->a->report->form, keys, cells, &row))
                fault = fail(e, FATAL, "a frozen row cannot be read: it was written by a newer hentra");
        if (fault == OK)
                fault = answer_row(d->a, &row, e);
        json_close(keys);
        json_close(cells);
        return fault;
}

static enum fault rows(struct answer *a, struct err *e)
{
        /* The report is the first member of what was opened. */
        const struct frozen *f = (const struct frozen *)a->report;
        struct reading *d = need_alloc(sizeof(*d));
        const struct pg_param name = pg_text(text_of(f->name));
        d->a = a;
        a->population = f->population;
        const enum fault fault = pg_stream(a->pg, SQL_frozen_rows, &name, 1, take_row, d, e);
        free(d);
        return fault;
}

/* ---- the head ---- */

int frozen_columns(const struct form *form, struct text *out)
{
        int n = 0;
        for (int i = 0; form->columns[i].name; i++) {
                if (form->columns[i].kind != COLUMN_RATE)
                        out[n++] = text_of(form->columns[i].name);
        }
        return n;
}

micros frozen_as_of(const struct range *r, const struct zone *zone)
{
        const micros end = zone_day_start(zone, r->last + 1) - 1;
        return r->as_of < end ? r->as_of : end;
}

static bool same_columns(const struct form *form, struct text kept)
{
        struct text names[COLUMNS_MOST];
        const int n = frozen_columns(form, names);
        for (int i = 0; i < n; i++) {
                if (kept.len < names[i].len || memcmp(kept.at, names[i].at, names[i].len) != 0)
                        return false;
                kept = (struct text){kept.at + names[i].len, kept.len - names[i].len};
                if (i + 1 < n && kept.len > 0 && *kept.at == ',')
                        kept = (struct text){kept.at + 1, kept.len - 1};
        }
        return kept.len == 0;
}

/* An end of time is null in the table. */
static micros instant_or_end(const struct pg_result *r, int column)
{
        return pg_is_null(r, 0, column) ? END_OF_TIME : pg_get_instant(r, 0, column);
}

static void read_head(struct frozen *f)
{
        const struct pg_result *r = f->head;
        const struct text sha256 = pg_get_text(r, 0, COL_frozen_read_sha256);
        f->q.range.first = pg_get_date(r, 0, COL_frozen_read_first_day);
        f->q.range.last = pg_get_date(r, 0, COL_frozen_read_last_day);
        f->q.range.period = pg_get_text(r, 0, COL_frozen_read_period).at;
        f->q.range.as_of = instant_or_end(r, COL_frozen_read_as_of);
        f->known_at = pg_get_instant(r, 0, COL_frozen_read_known_at);
        f->counted_at = pg_get_instant(r, 0, COL_frozen_read_counted_at);
        f->frozen_at = pg_get_instant(r, 0, COL_frozen_read_frozen_at);
        f->same_catalogue = pg_get_int(r, 0, COL_frozen_read_same_catalogue) != 0;
        f->q.now = f->counted_at;
        snprintf(f->sha256, sizeof(f->sha256), "%.*s", (int)sha256.len, sha256.at);
}

/* A version that was replaced since is printed all the same. */
static void read_rule(struct frozen *f)
{
        const int version = (int)pg_get_int(f->head, 0, COL_frozen_read_rule_version);
        const struct rule *known = rule_of(version);
        struct text about = {"", 0}, vietnamese = {"", 0};
        (void)json_text_of(json_member(f->question, "rule_about"), &about);
        (void)json_text_of(json_member(f->question, "rule_about_vietnamese"), &vietnamese);
        f->rule_known = known != NULL;
        f->rule = known ? *known : (struct rule){.version = version};
        f->rule.about = about.at;
        f->rule.about_vietnamese = vietnamese.at;
        f->warehouse.rule = &f->rule;
}

static enum fault read_question(struct frozen *f, struct err *e)
{
        if (json_read(&f->question, pg_get_text(f->head, 0, COL_frozen_read_question), e) != OK ||
            !question_kept(f->question, &f->q, &f->printed, &f->population, &f->as_known))
                return fail(e, FATAL, "the question of %s cannot be read: it was frozen by a newer hentra",
                            f->name);
        if (report_find(pg_get_text(f->head, 0, COL_frozen_read_report), &f->original, e) != OK ||
            !same_columns(f->original->form, pg_get_text(f->head, 0, COL_frozen_read_columns)))
                return fail(e, FATAL,
                            "%s was frozen by a hentra whose report has other columns: print it with that "
                            "one, or read hentra.frozen_row",
                            f->name);
        read_rule(f);
        f->q.tells_channels = f->original->tells_channels;
        f->q.range.known_at = f->as_known ? f->known_at : END_OF_TIME;
        f->report = *f->original;
        f->report.rows = rows;
        f->report.query = NULL;     /* rows() answers */
        f->report.rule_version = 0; /* that of f->warehouse */
        return OK;
}

enum fault frozen_refused(const struct pg *pg, struct err *e)
{
        if (strcmp(pg_sqlstate(pg), "42501") != 0)
                return e->kind;
        return fail(e, USAGE,
                    "frozen reports are of all agencies: members of hentra_analyst may read them, and "
                    "give one away as a file (docs/access.md)");
}

enum fault frozen_open(struct frozen *f, const char *name, const struct warehouse *w, struct pg *pg,
                       struct err *e)
{
        const struct pg_param param = pg_text(text_of(name));
        *f = (struct frozen){.name = name, .warehouse = *w};
        if (pg_run(pg, SQL_frozen_read, &param, 1, &f->head, e) != OK)
                return frozen_refused(pg, e);
        if (pg_rows(f->head) == 0)
                return fail(e, USAGE, "no report was frozen as '%s'; hentra report frozen lists them", name);
        if (!pg_get_int(f->head, 0, COL_frozen_read_whole))
                return fail(e, FATAL,
                            "%s is not what was frozen: the hash of its rows and question is another one. "
                            "Somebody changed the tables; restore frozen_report and frozen_row",
                            name);
        read_head(f);
        return read_question(f, e);
}

void frozen_close(struct frozen *f)
{
        json_close(f->question);
        pg_free(f->head);
        f->question = NULL;
        f->head = NULL;
}
