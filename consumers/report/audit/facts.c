/* SPDX-License-Identifier: Apache-2.0
 *
 * facts.c - reports of each period of the file, by level and agency, summed over the place's agencies.
 */
#include "consumers/report/audit/facts.h"

#include "consumers/report/audit/explain.h"
#include "consumers/report/reports.h"
#include "core/base/moment.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct asking {
        struct facts *facts;
        const struct audit *audit;
        const struct facts_wish *wish;
        struct pg *pg;
        struct warehouse warehouse;
        struct pg_result *codes; /* of the place's agencies, codes_from to codes_to; NULL: all */
        int32_t codes_from, codes_to, today;
        struct question q;
        struct answer answer; /* of the last period, report and kind of case, by level and agency */
        const char *level;    /* of the figure; "ALL": every level */
        int64_t inferred;
};

/* ---- reports ---- */

/* "digital:received" is a column of the report digital, "received" one of form 06. */
static enum fault find_report(const char *name, const struct report **report, const char **column,
                              struct err *e)
{
        const char *colon = strchr(name, ':');
        *report = &report_form06;
        *column = colon ? colon + 1 : name;
        if (colon && report_find((struct text){name, (size_t)(colon - name)}, report, e) != OK)
                return fail_at(e, "[warehouse]");
        return OK;
}

/* As all reports have it, an agency is of a place by the catalogue of the days that are asked for. */
static enum fault find_agencies(struct asking *t, int32_t from, int32_t to, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(t->wish->code)), pg_date(from), pg_date(to)};
        if (!t->wish->code || (t->codes && t->codes_from == from && t->codes_to == to))
                return OK;
        pg_free(t->codes);
        t->codes = NULL;
        t->codes_from = from;
        t->codes_to = to;
        return pg_run(t->pg, SQL_audit_agencies, params, 3, &t->codes, e);
}

static enum fault ask(struct asking *t, const struct figure *f, enum case_kind kind,
                      const struct report *report, struct err *e)
{
        const struct range range = {.first = f->from,
                                    .last = f->to,
                                    .asked_to = f->to,
                                    .as_of = END_OF_TIME,
                                    .known_at = END_OF_TIME};
        t->level = f->level;
        if (find_agencies(t, f->from, f->to, e) != OK)
                return e->kind;
        if (t->answer.q && t->answer.report == report && t->q.range.first == f->from &&
            t->q.range.last == f->to && t->q.case_kind == kind)
                return OK;
        answer_free(&t->answer);
        t->q = (struct question){.range = range,
                                 .groups = {BY_LEVEL, BY_AGENCY},
                                 .groups_n = 2,
                                 .case_kind = kind,
                                 .with_vertical = t->wish->with_vertical};
        t->answer = (struct answer){.report = report, .q = &t->q, .warehouse = &t->warehouse};
        const enum fault fault = answer_ask(&t->answer, t->pg, e);
        if (t->answer.population.inferred > t->inferred)
                t->inferred = t->answer.population.inferred;
        return fault;
}

static bool is_of_place(const struct asking *t, struct text agency)
{
        for (int i = 0; t->codes && i < pg_rows(t->codes); i++) {
                if (text_equal(pg_get_text(t->codes, i, COL_audit_agencies_code), agency))
                        return true;
        }
        return !t->codes;
}

/* Sums a column over the place's agencies of the level; false: there is none of them in the answer. */
static bool sum_column(const struct asking *t, int column, int64_t *sum)
{
        bool found = false;
        *sum = 0;
        for (int r = 0; r < t->answer.rows; r++) {
                const struct answer_row *row = &t->answer.row[r];
                if (row->depth != 2 ||
                    (strcmp(t->level, "ALL") != 0 && !text_equal(row->group[0].key, text_of(t->level))) ||
                    !is_of_place(t, row->group[1].key))
                        continue;
                *sum += row->cell[column].known ? row->cell[column].n : 0;
                found = true;
        }
        return found;
}

/* ---- one figure ---- */

static enum fault value_of(struct asking *t, const struct figure *f, enum case_kind kind, const char *name,
                           struct decimal *out, struct err *e)
{
        const struct report *report;
        const char *column_name;
        if (find_report(name, &report, &column_name, e) != OK)
                return e->kind;
        const int column = form_find(report->form, column_name);
        if (column < 0 || report->form->columns[column].kind != COLUMN_COUNT)
                return fail(e, USAGE, "[warehouse]: '%s' is no count of the report %s", name, report->name);
        if (!(report->takes & TAKES_BY) || (report->groups && !(report->groups & 1u << BY_LEVEL)) ||
            (report->groups && !(report->groups & 1u << BY_AGENCY)))
                return fail(e, USAGE, "[warehouse]: the report %s has no rows by level and agency",
                            report->name);
        if (ask(t, f, kind, report, e) != OK)
                return e->kind;
        *out = (struct decimal){0};
        (void)sum_column(t, column, &out->units);
        return OK;
}

static bool has_nothing(const struct asking *t)
{
        int64_t sum;
        return !sum_column(t, 0, &sum);
}

static void add_words(struct fact *f, const char *text)
{
        bytes_add(&f->words, text, strlen(text));
}

static bool agrees(const struct figure *f, const struct fact *fact)
{
        if (!fact->is_share)
                return decimal_compare(f->value, fact->value) == 0;
        return fact->d.units > 0 && decimal_share_fit(f->value, fact->n, fact->d) == SHARE_FITS;
}

/* Reads one meaning of the measure. */
static enum fault read_meaning(struct asking *t, const struct measured *m, int i, const struct figure *f,
                               struct fact *out, struct err *e)
{
        *out = (struct fact){.figure = out->figure,
                             .verdict = out->verdict,
                             .words = out->words,
                             .kind = out->kind,
                             .is_share = m->meaning[i].base != NULL};
        if (value_of(t, f, out->kind, m->meaning[i].column, &out->value, e) != OK)
                return e->kind;
        out->population = t->answer.report->population[t->audit->language];
        if (!out->is_share)
                return OK;
        out->n = out->value;
        if (value_of(t, f, out->kind, m->meaning[i].base, &out->d, e) != OK)
                return e->kind;
        if (out->d.units > 0)
                out->value = decimal_share(out->n, out->d, f->value.digits > 2 ? f->value.digits : 2);
        return OK;
}

/* The distance of a printed share from the one of a meaning; counts have none. */
static int64_t distance(const struct figure *f, const struct fact *fact)
{
        const int digits = f->value.digits > fact->value.digits ? f->value.digits : fact->value.digits;
        return llabs(decimal_units(f->value, digits) - decimal_units(fact->value, digits));
}

/* Reads what the figure is compared with: of a count the first meaning, of a share the one that comes
 * nearest, since reports differ in what a share is of. */
static enum fault read_fact(struct asking *t, const struct measured *m, const struct figure *f,
                            struct fact *fact, struct err *e)
{
        struct fact other;
        if (read_meaning(t, m, 0, f, fact, e) != OK)
                return e->kind;
        for (int i = 1; fact->is_share && i < m->meanings; i++) {
                other = *fact;
                if (read_meaning(t, m, i, f, &other, e) != OK)
                        return e->kind;
                if (other.is_share && other.d.units > 0 && !agrees(f, fact) &&
                    (fact->d.units == 0 || agrees(f, &other) || distance(f, &other) < distance(f, fact)))
                        *fact = other;
        }
        return OK;
}

/* A printed share may fit a count that is wrong: then the finding of that count names its line. */
static bool is_share_of_right(const struct finding *finding, const struct figure *f, const struct fact *fact)
{
        bool named = false;
        for (size_t i = 0; i < finding->lines; i++)
                named |= finding->line[i] == f->line;
        return named && fact->is_share && !finding->in_percent && finding->denominator.units > 0 &&
               decimal_compare(finding->numerator, fact->n) == 0 &&
               decimal_compare(finding->denominator, fact->d) == 0;
}

/* Says why a figure may differ: another measure, or a contradiction that the file itself has. */
static void explain(struct asking *t, const struct measured *m, const struct figure *f, struct fact *fact)
{
        const bool vietnamese = t->audit->language == VIETNAMESE;
        struct err ignored;
        for (int i = 1; i < m->meanings; i++) {
                struct fact other = {.kind = fact->kind};
                if (read_meaning(t, m, i, f, &other, &ignored) != OK || !agrees(f, &other))
                        continue;
                add_words(fact, vietnamese ? "số đã in là " : "printed is ");
                add_words(fact, m->meaning[i].column);
                if (m->meaning[i].base) {
                        add_words(fact, " / ");
                        add_words(fact, m->meaning[i].base);
                }
                return;
        }
        for (size_t i = 0; i < t->audit->n; i++) {
                const struct finding *finding = &t->audit->finding[i];
                if (is_share_of_right(finding, f, fact)) {
                        add_words(fact, vietnamese ? "là tỷ lệ của số đúng của kiểm tra ["
                                                   : "the share of the right count that the audit found [");
                        add_words(fact, finding->rule->code);
                        add_words(fact, "]");
                        return;
                }
                if (finding->figure != f || !finding->has_others)
                        continue;
                if (decimal_compare(finding->others, fact->value) == 0)
                        add_words(fact, vietnamese ? "kho dữ liệu khớp với các số liệu khác của báo cáo ["
                                                   : "the warehouse has what the other figures come to [");
                else
                        add_words(fact, vietnamese ? "số đã in cũng mâu thuẫn trong báo cáo ["
                                                   : "the printed figure contradicts its report, too [");
                add_words(fact, finding->rule->code);
                add_words(fact, "]");
                return;
        }
}

static enum fault compare(struct asking *t, const struct figure *f, struct err *e)
{
        const struct measured *m = rules_measured(t->audit->rules, t->audit->figures, f);
        int kind = 0;
        if (!m || (t->wish->place && strcmp(t->wish->place, f->place) != 0))
                return OK;
        while (kind < CASE_KIND_COUNT && strcmp(case_kind_names[kind], m->kind) != 0)
                kind++;
        if (kind == CASE_KIND_COUNT)
                return fail(e, USAGE,
                            "[warehouse] %s: '%s' is no kind of case: DOSSIER, PETITION, TASK are allowed",
                            m->name, m->kind);
        struct facts *facts = t->facts;
        if (facts->n == facts->capacity) {
                facts->capacity = facts->capacity * 2 + 32;
                facts->at = need_realloc(facts->at, facts->capacity * sizeof(*facts->at));
        }
        struct fact *fact = &facts->at[facts->n++];
        *fact = (struct fact){.figure = f, .verdict = FACT_UNKNOWN, .kind = (enum case_kind)kind};
        if (f->to >= t->today) { /* today's figures still move */
                add_words(fact,
                          t->audit->language == VIETNAMESE ? "kỳ chưa kết thúc" : "the period is not over");
                return OK;
        }
        if (read_fact(t, m, f, fact, e) != OK)
                return e->kind;
        if (has_nothing(t) || (fact->is_share && fact->d.units == 0)) {
                add_words(fact, t->audit->language == VIETNAMESE
                                        ? "kho dữ liệu không có gì của kỳ này"
                                        : "the warehouse has nothing of this period");
                return OK;
        }
        fact->verdict = agrees(f, fact) ? FACT_AGREES : FACT_DIFFERS;
        facts->differing += fact->verdict == FACT_DIFFERS;
        if (fact->verdict == FACT_DIFFERS)
                explain(t, m, f, fact);
        return OK;
}

/* ---- the run ---- */

/* Some day of the file's periods must know the code. */
static enum fault check_code(struct asking *t, struct err *e)
{
        const struct figures *f = t->audit->figures;
        int32_t first = INT32_MAX, last = INT32_MIN;
        for (size_t i = 0; i < f->n; i++) {
                first = f->at[i].from < first ? f->at[i].from : first;
                last = f->at[i].to > last ? f->at[i].to : last;
        }
        if (!t->wish->code || f->n == 0)
                return OK;
        if (find_agencies(t, first, last, e) != OK)
                return e->kind;
        return pg_rows(t->codes) > 0
                       ? OK
                       : fail(e, USAGE,
                              "--place: no agency of the warehouse has the code '%.40s', and none "
                              "is of a province with it",
                              t->wish->code);
}

/* A warehouse is of one place, unless a code says which part of it is meant. */
static enum fault check_place(const struct asking *t, struct err *e)
{
        const struct figures *f = t->audit->figures;
        for (size_t i = 0; i < f->n; i++) {
                if (t->wish->place && !strcmp(f->at[i].place, t->wish->place))
                        return OK;
                if (!t->wish->place && strcmp(f->at[i].place, f->at[0].place) != 0)
                        return fail(e, USAGE,
                                    "the file has figures of '%.60s' and '%.60s': --place PLACE or --place "
                                    "PLACE=CODE says which of them are compared with the warehouse",
                                    f->at[0].place, f->at[i].place);
        }
        return t->wish->place ? fail(e, USAGE, "--place: the file has no figure of '%.80s'", t->wish->place)
                              : OK;
}

static void say_population(struct asking *t)
{
        const bool vietnamese = t->audit->language == VIETNAMESE;
        struct facts *f = t->facts;
        int n = snprintf(f->population, sizeof(f->population), "%s%.80s; %s",
                         t->wish->code ? (vietnamese ? "cơ quan " : "agency ") : "",
                         t->wish->code ? t->wish->code
                         : vietnamese  ? "toàn bộ kho dữ liệu"
                                       : "all of the warehouse",
                         t->wish->with_vertical
                                 ? (vietnamese ? "kể cả cơ quan ngành dọc" : "vertical agencies included")
                                 : (vietnamese ? "không kể cơ quan ngành dọc" : "without vertical agencies"));
        if (t->inferred > 0 && n > 0 && (size_t)n < sizeof(f->population))
                snprintf(f->population + n, sizeof(f->population) - (size_t)n,
                         vietnamese ? "; %" PRId64 " cơ quan chưa có trong danh mục"
                                    : "; %" PRId64 " agencies are in no catalogue",
                         t->inferred);
        snprintf(f->rule, sizeof(f->rule), vietnamese ? "quy tắc bản %d" : "rule version %d",
                 t->warehouse.rule->version);
}

static enum fault compare_all(struct asking *t, struct err *e)
{
        if (check_code(t, e) != OK)
                return e->kind;
        for (size_t i = 0; i < t->audit->figures->n; i++) {
                if (compare(t, &t->audit->figures->at[i], e) != OK)
                        return e->kind;
        }
        say_population(t);
        return OK;
}

enum fault facts_read(struct facts *f, const struct audit *a, const struct facts_wish *wish,
                      const struct conf *conf, struct err *e)
{
        struct asking t = {.facts = f, .audit = a, .wish = wish};
        struct clock clock;
        if (check_place(&t, e) != OK || clock_read_conf(&clock, conf, e) != OK)
                return e->kind;
        enum fault fault = warehouse_connect(&t.pg, conf, "hentra audit", wish->wait_s, e);
        if (fault == OK)
                fault = warehouse_open(&t.warehouse, t.pg, e);
        if (fault == OK) {
                t.today = zone_day(t.warehouse.zone, clock_now(&clock));
                fault = compare_all(&t, e);
        }
        answer_free(&t.answer);
        pg_free(t.codes);
        warehouse_close(&t.warehouse);
        pg_close(t.pg);
        return fault;
}

void facts_close(struct facts *f)
{
        for (size_t i = 0; i < f->n; i++)
                bytes_free(&f->at[i].words);
        free(f->at);
        *f = (struct facts){0};
}

const char *fact_word(const struct fact *f)
{
        static const char *const words[] = {"agrees", "differs", "unknown"};
        return words[f->verdict];
}
