/* SPDX-License-Identifier: Apache-2.0
 *
 * import.c - rows are staged by COPY, checked, compared and merged by the queries of
 * sql/queries/catalogue, in one transaction.
 */
#include "consumers/catalogue/import.h"

#include "consumers/catalogue/file.h"
#include "consumers/warehouse/calendar_derive.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdio.h>

enum { CUT_CODES_LOGGED = 10, CODE_SHOWN = 128 };

struct importing {
        struct pg *pg;
        const struct catalogue_wish *wish;
        struct catalogue_file file;
        int64_t changed;
};

/* Warns of codes that differ in zeros at their end only: a spreadsheet reads 1.004870 as the number
 * 1.00487. */
static enum fault warn_of_cut_codes(struct importing *m, const char *sql, struct err *e)
{
        struct pg_result *r;
        if (pg_run(m->pg, sql, NULL, 0, &r, e) != OK)
                return e->kind;
        const int n = pg_rows(r);
        for (int i = 0; i < n && i < CUT_CODES_LOGGED; i++) {
                const struct text cut = pg_get_text(r, i, COL_catalogue_procedure_cut_code);
                const struct text whole = pg_get_text(r, i, COL_catalogue_procedure_cut_whole);
                char code[CODE_SHOWN], beside[CODE_SHOWN];
                snprintf(code, sizeof(code), "%.*s", (int)cut.len, cut.at);
                snprintf(beside, sizeof(beside), "%.*s", (int)whole.len, whole.at);
                log_warn("catalogue.code_cut", KT("file", m->file.path), KT("code", code),
                         KT("beside", beside),
                         KT("reason",
                            "a spreadsheet has probably read the code as a number and cut the zeros at "
                            "its end: open the file with this column as text, and write the code whole"));
        }
        if (n > CUT_CODES_LOGGED)
                log_warn("catalogue.code_cut", KT("file", m->file.path), KI("more", n - CUT_CODES_LOGGED));
        pg_free(r);
        return OK;
}

static enum fault check(struct importing *m, const struct catalogue_check *check,
                        const struct pg_param *columns, struct err *e)
{
        struct pg_result *r;
        if (pg_run(m->pg, check->sql, columns, check->asks_columns, &r, e) != OK)
                return e->kind;
        const int64_t line = pg_rows(r) ? pg_get_int(r, 0, check->line) : 0;
        pg_free(r);
        return line ? fail(e, USAGE, "%s, line %lld: %s", m->file.path, (long long)line, check->message) : OK;
}

/* Kept days are checked, too: they may overlap those that the file has. */
static enum fault keep_and_check(struct importing *m, const struct catalogue_kind *kind, struct err *e)
{
        struct text names[CATALOGUE_COLUMNS_MOST];
        struct bytes given = {0};
        const struct pg_param columns = pg_text_array(&given, names, catalogue_file_columns(&m->file, names));
        enum fault fault = kind->keep ? pg_run(m->pg, kind->keep, &columns, 1, NULL, e) : OK;
        for (const struct catalogue_check *c = kind->check; fault == OK && c->sql; c++)
                fault = check(m, c, &columns, e);
        bytes_free(&given);
        return fault;
}

static enum fault stage(struct importing *m, const struct catalogue_kind *kind, struct err *e)
{
        int64_t copied;
        if (pg_script(m->pg, kind->stage, e) != OK ||
            pg_copy_in(m->pg, kind->copy, &m->file.rows, &copied, e) != OK)
                return e->kind;
        return keep_and_check(m, kind, e);
}

/* The queries of all catalogues have the same columns. */
#define SAME(query, column) \
        _Static_assert((int)COL_catalogue_agency_diff_##column == (int)COL_##query##_##column, #column)
#define SAME_ALL(query)      \
        SAME(query, what);   \
        SAME(query, code);   \
        SAME(query, since);  \
        SAME(query, column); \
        SAME(query, before); \
        SAME(query, after)
SAME_ALL(catalogue_procedure_diff);
SAME_ALL(catalogue_alias_diff);
SAME_ALL(catalogue_affix_diff);

static enum fault tell_change(void *context, const struct pg_result *row, struct err *e)
{
        const struct importing *m = context;
        (void)e;
        const struct catalogue_change change = {
                .what = pg_get_text(row, 0, COL_catalogue_agency_diff_what),
                .code = pg_get_text(row, 0, COL_catalogue_agency_diff_code),
                .since = pg_get_text(row, 0, COL_catalogue_agency_diff_since),
                .column = pg_get_text(row, 0, COL_catalogue_agency_diff_column),
                .before = pg_get_text(row, 0, COL_catalogue_agency_diff_before),
                .after = pg_get_text(row, 0, COL_catalogue_agency_diff_after)};
        m->wish->on_change(m->wish->context, &change);
        return OK;
}

/* Loaders wait for the lock when they meet a new agency, so what is only looked at, perhaps in a pager, does
 * not take it. */
static enum fault merge(struct importing *m, const struct catalogue_kind *kind, struct err *e)
{
        struct pg_result *r;
        const bool matches = kind->matches && !m->wish->dry_run;
        if ((matches && pg_run(m->pg, SQL_catalogue_lock, NULL, 0, NULL, e) != OK) || stage(m, kind, e) != OK)
                return e->kind;
        if (m->wish->on_change && pg_stream(m->pg, kind->diff, NULL, 0, tell_change, m, e) != OK)
                return e->kind;
        for (const char *const *sql = kind->merge; *sql; sql++) {
                if (pg_run(m->pg, *sql, NULL, 0, &r, e) != OK)
                        return e->kind;
                m->changed += pg_affected(r);
                pg_free(r);
        }
        if (matches &&
            (pg_run(m->pg, SQL_catalogue_match, NULL, 0, NULL, e) != OK || calendar_follow(m->pg, e) != OK))
                return e->kind;
        return kind->cut ? warn_of_cut_codes(m, kind->cut, e) : OK;
}

enum fault catalogue_import(struct pg *pg, const struct catalogue_wish *wish,
                            struct catalogue_outcome *outcome, struct err *e)
{
        const struct catalogue_kind *kind = catalogue_kind(wish->which);
        struct importing m = {.pg = pg, .wish = wish};
        struct err ignored;
        enum fault fault = catalogue_file_read(&m.file, kind, wish->path, e);
        if (fault == OK && (fault = pg_script(pg, SQL_catalogue_begin, e)) == OK) {
                fault = merge(&m, kind, e);
                if (fault == OK)
                        fault = pg_script(pg, wish->dry_run ? "rollback" : "commit", e);
                else
                        (void)!pg_script(pg, "rollback", &ignored);
        }
        *outcome = (struct catalogue_outcome){m.file.n, m.changed};
        catalogue_file_close(&m.file);
        return fault;
}
