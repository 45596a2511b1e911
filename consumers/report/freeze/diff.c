/* SPDX-License-Identifier: Apache-2.0
 *
 * diff.c - the stages, one answer each, and their rows side by side.
 */
#include "consumers/report/freeze/diff.h"

#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

const char *part_name(enum part part)
{
        static const char *const names[PART_DOSSIERS] = {"CATALOGUE", "OTHER", "RULES"};
        return part < PART_DOSSIERS ? names[part] : cause_names[part - PART_DOSSIERS];
}

/* ---- stages ---- */

static enum fault ask(struct diff *d, enum part part, const struct question *q, const struct report *r,
                      const struct warehouse *w, unsigned counted, struct pg *pg, struct err *e)
{
        struct diff_stage *s = &d->stage[d->stages++];
        s->part = part;
        s->q = *q;
        if (d->by_cause && r != &d->f->report) {
                s->corrections = (struct corrections){d->f->counted_at, counted, .given_now = true};
                s->q.range.as_of = frozen_as_of(&q->range, w->zone);
                s->q.range.known_at = d->f->known_at;
                s->q.range.corrections = &s->corrections;
        }
        s->answer = (struct answer){.report = r, .q = &s->q, .warehouse = w, .in_snapshot = true};
        return answer_ask(&s->answer, pg, e);
}

static enum fault ask_causes(struct diff *d, const struct question *q, const struct warehouse *w,
                             struct pg *pg, struct err *e)
{
        const struct frozen *f = d->f;
        const enum part first = f->same_catalogue ? PART_OTHER : PART_CATALOGUE;
        unsigned counted = 0;
        enum fault fault = f->rule_known ? ask(d, first, q, f->original, &f->warehouse, 0, pg, e) : OK;
        if (fault == OK && report_rule(f->original, w)->version != f->rule.version)
                fault = ask(d, PART_RULES, q, f->original, w, 0, pg, e);
        if (fault == OK)
                fault = diff_dossiers(d, &d->stage[1].q.range, w, pg, e);
        for (int c = 0; fault == OK && c < CAUSES; c++) {
                counted |= 1U << c;
                if (d->changed[c] > 0)
                        fault = ask(d, (enum part)(PART_DOSSIERS + c), q, f->original, w, counted, pg, e);
        }
        return fault;
}

/* ---- rows side by side ---- */

struct placed {
        const char *key;
        int stage, at; /* which row of it */
};

static int compare_placed(const void *left, const void *right)
{
        const struct placed *a = left, *b = right;
        const int by_key = strcmp(a->key, b->key);
        if (by_key != 0)
                return by_key;
        return a->stage != b->stage ? a->stage - b->stage : a->at - b->at;
}

static void add_key(struct bytes *b, struct text t)
{
        if (b->len > 1)
                bytes_add(b, "|", 1);
        bytes_add(b, t.at, t.len);
}

/* The depth as a digit, then what names the row. */
static char *key_of(const struct report *r, const struct answer_row *row, struct bytes *b)
{
        const char depth = (char)('0' + row->depth);
        bytes_clear(b);
        bytes_add(b, &depth, 1);
        for (int g = 0; r->takes & TAKES_BY && g < row->depth; g++)
                add_key(b, row->group[g].key);
        const char *word = r->key ? r->key : r->form->columns[0].name;
        while (!(r->takes & TAKES_BY) && *word) {
                const size_t len = strcspn(word, ",");
                for (int i = 0; r->form->columns[i].name; i++) {
                        if (strlen(r->form->columns[i].name) == len &&
                            !memcmp(r->form->columns[i].name, word, len) && row->cell[i].known)
                                add_key(b, row->cell[i].text);
                }
                word += len + (word[len] == ',');
        }
        char *key = need_alloc(b->len + 1);
        memcpy(key, b->at, b->len);
        return key;
}

static size_t place_all(struct diff *d, struct placed **out)
{
        struct bytes b = {0};
        size_t n = 0;
        for (int s = 0; s < d->stages; s++)
                n += (size_t)d->stage[s].answer.rows;
        *out = need_alloc((n + 1) * sizeof(**out));
        d->keys = need_alloc((n + 1) * sizeof(*d->keys));
        for (int s = 0; s < d->stages; s++) {
                const struct answer *a = &d->stage[s].answer;
                for (int i = 0; i < a->rows; i++) {
                        d->keys[d->keys_n] = key_of(a->report, &a->row[i], &b);
                        (*out)[d->keys_n] = (struct placed){d->keys[d->keys_n], s, i};
                        d->keys_n++;
                }
        }
        bytes_free(&b);
        qsort(*out, n, sizeof(**out), compare_placed);
        return n;
}

/* Rows that the frozen report has come first, in its order; then new ones. */
static int compare_rows(const void *left, const void *right)
{
        const struct diff_row *a = left, *b = right;
        for (int s = 0; s < STAGES_MOST; s++) {
                if (!a->at[s] != !b->at[s])
                        return a->at[s] ? -1 : 1;
                if (a->at[s])
                        return a->at[s] < b->at[s] ? -1 : a->at[s] > b->at[s];
        }
        return 0;
}

static void match_rows(struct diff *d)
{
        struct placed *p;
        const size_t n = place_all(d, &p);
        d->row = need_alloc((n + 1) * sizeof(*d->row));
        for (size_t i = 0; i < n;) {
                const size_t first = d->rows;
                size_t end = i, nth = 0;
                for (; end < n && !strcmp(p[end].key, p[i].key); end++) {
                        nth = end > i && p[end].stage == p[end - 1].stage ? nth + 1 : 0;
                        if (first + nth == d->rows)
                                d->row[d->rows++] = (struct diff_row){.key = p[i].key};
                        d->row[first + nth].at[p[end].stage] = &d->stage[p[end].stage].answer.row[p[end].at];
                }
                i = end;
        }
        free(p);
        qsort(d->row, d->rows, sizeof(*d->row), compare_rows);
}

/* ---- the whole ---- */

enum fault diff_make(struct diff *d, const struct frozen *f, const struct warehouse *w, struct pg *pg,
                     struct err *e)
{
        struct question q = f->q;
        *d = (struct diff){.f = f, .by_cause = f->original->takes & TAKES_AS_OF};
        if (q.agency && question_agency(&q, pg, e) != OK)
                return e->kind;
        enum fault fault = ask(d, PART_OTHER, &q, &f->report, &f->warehouse, 0, pg, e);
        if (fault == OK)
                fault = d->by_cause ? ask_causes(d, &q, w, pg, e)
                                    : ask(d, PART_OTHER, &q, f->original, w, 0, pg, e);
        if (fault == OK)
                fault = pg_script(pg, "commit", e);
        if (fault == OK)
                match_rows(d);
        return fault;
}

void diff_free(struct diff *d)
{
        for (int s = 0; s < d->stages; s++)
                answer_free(&d->stage[s].answer);
        for (size_t i = 0; i < d->dossiers; i++)
                free(d->dossier[i].id);
        for (size_t i = 0; i < d->keys_n; i++)
                free(d->keys[i]);
        free(d->dossier);
        free(d->keys);
        free(d->row);
        *d = (struct diff){0};
}

int64_t diff_value(const struct diff *d, const struct diff_row *row, int column, int stage)
{
        const struct answer_row *at = row->at[stage];
        (void)d;
        if (column < 0)
                return at != NULL;
        return at && at->cell[column].known ? at->cell[column].n : 0;
}

/* These two columns are by the marks of now in every stage after the frozen one. */
static bool counts_marks(const struct diff *d, int column)
{
        const char *name = column < 0 ? "" : d->f->original->form->columns[column].name;
        return d->f->original == &report_form06 && (!strcmp(name, "backdated") || !strcmp(name, "erased"));
}

void diff_parts(const struct diff *d, const struct diff_row *row, int column, int64_t part[static PARTS])
{
        memset(part, 0, PARTS * sizeof(*part));
        for (int s = 1; s < d->stages; s++) {
                const enum part of = counts_marks(d, column) && d->by_cause
                                             ? (enum part)(PART_DOSSIERS + CAUSE_BACKDATED)
                                             : d->stage[s].part;
                part[of] += diff_value(d, row, column, s) - diff_value(d, row, column, s - 1);
        }
}
