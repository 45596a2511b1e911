/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue.c - rows are checked one by one, staged by COPY, and merged by the queries of sql/queries/setup.
 */
#include "consumers/setup/catalogue.h"

#include "core/base/bytes.h"
#include "core/base/event.h"
#include "core/lib/csv.h"
#include "core/lib/log.h"
#include "core/lib/nfc.h"
#include "generated/embedded.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* C_CODE: a key, in NFC, as events have it; C_TEXT: a name, unchanged. */
enum column_kind { C_TEXT, C_CODE, C_LEVEL, C_SERVICE, C_YES, C_COUNT, C_DATE };
struct column {
        const char *name;
        enum column_kind kind;
        bool required;
};
enum { COLUMNS_MOST = 9, FIELDS_MOST = 64, CUT_CODES_LOGGED = 10, CODE_SHOWN = 128 };

/* The columns in the order of the COPY, where the line of the file stands before them. */
static const struct {
        struct column column[COLUMNS_MOST + 1];
        const char *stage, *copy;
        int copy_columns;
        const char *overlap;
        int overlap_line; /* its column */
        const char *merge[5];
        const char *cut; /* codes that a spreadsheet may have cut; NULL: its codes are no numbers */
} catalogues[] = {
        [CATALOGUE_AGENCIES] = {{{"code", C_CODE, true},
                                 {"name", C_TEXT, true},
                                 {"level", C_LEVEL, true},
                                 {"parent", C_CODE, false},
                                 {"province", C_TEXT, false},
                                 {"successor", C_CODE, false},
                                 {"vertical", C_YES, false},
                                 {"valid_from", C_DATE, false},
                                 {"valid_to", C_DATE, false}},
                                SQL_catalogue_agency_stage,
                                SQL_catalogue_agency_copy,
                                COLS_catalogue_agency_copy,
                                SQL_catalogue_agency_overlap,
                                COL_catalogue_agency_overlap_line,
                                {SQL_catalogue_agency_members, SQL_catalogue_agency_prune,
                                 SQL_catalogue_agency_versions},
                                NULL},
        [CATALOGUE_PROCEDURES] = {{{"code", C_CODE, true},
                                   {"name", C_TEXT, true},
                                   {"field", C_CODE, false},
                                   {"field_name", C_TEXT, false},
                                   {"service", C_SERVICE, false},
                                   {"statutory_minutes", C_COUNT, false},
                                   {"valid_from", C_DATE, false},
                                   {"valid_to", C_DATE, false}},
                                  SQL_catalogue_procedure_stage,
                                  SQL_catalogue_procedure_copy,
                                  COLS_catalogue_procedure_copy,
                                  SQL_catalogue_procedure_overlap,
                                  COL_catalogue_procedure_overlap_line,
                                  {SQL_catalogue_procedure_fields, SQL_catalogue_procedure_members,
                                   SQL_catalogue_procedure_prune, SQL_catalogue_procedure_versions},
                                  SQL_catalogue_procedure_cut},
};

struct importing {
        struct pg *pg;
        const struct column *column;
        int columns; /* of the file; a row of the COPY has one more, its line */
        const char *path;
        int field_of[COLUMNS_MOST]; /* which field of a row holds the column; -1: the file lacks it */
        struct bytes rows;
        int64_t n;
};

static enum fault read_header(struct importing *m, const struct csv_row *row, struct err *e)
{
        char allowed[160];
        size_t len = 0;
        for (int i = 0; i < m->columns; i++) {
                m->field_of[i] = -1;
                len += (size_t)snprintf(allowed + len, sizeof(allowed) - len, "%s%s", i ? ", " : "",
                                        m->column[i].name);
        }
        for (size_t f = 0; f < row->n; f++) {
                int i = 0;
                while (i < m->columns && !text_equal(text_trim(row->field[f]), text_of(m->column[i].name)))
                        i++;
                if (i == m->columns)
                        return fail(e, USAGE, "%s: no column '%.*s' is known: %s", m->path,
                                    (int)row->field[f].len, row->field[f].at, allowed);
                m->field_of[i] = (int)f;
        }
        for (int i = 0; i < m->columns; i++) {
                if (m->column[i].required && m->field_of[i] < 0)
                        return fail(e, USAGE, "%s: the column '%s' is missing in the first row", m->path,
                                    m->column[i].name);
        }
        return OK;
}

/* The position of `word` in `names` from `first`; -1: not there. */
static int find_name(struct text word, const char *const *names, int first, int n)
{
        for (int i = first; i < n; i++) {
                if (text_equal(word, text_of(names[i])))
                        return i;
        }
        return -1;
}

static bool read_count(struct text t, int32_t *out)
{
        int64_t n = 0;
        for (size_t i = 0; i < t.len; i++) {
                if (t.at[i] < '0' || t.at[i] > '9' || (n = n * 10 + t.at[i] - '0') > INT32_MAX)
                        return false;
        }
        *out = (int32_t)n;
        return true;
}

static bool read_date(struct text t, int32_t *day)
{
        struct civil c;
        bool has_offset;
        int offset;
        if (civil_parse(t, "%Y-%m-%d", &c, &has_offset, &offset) || !civil_legal(&c))
                return false;
        *day = day_of_civil(c.year, c.month, c.day);
        return true;
}

/* Adds one value to the COPY row; NULL, or what is allowed. */
static const char *add_value(struct bytes *rows, enum column_kind kind, struct text value)
{
        static const char *const yes_no[] = {"no", "yes"};
        int32_t number;
        char *composed;
        switch (kind) {
        case C_TEXT:
                if (text_check(value))
                        return "text in UTF-8 is";
                pg_row_text(rows, value);
                return NULL;
        case C_CODE:
                if (text_check(value))
                        return "text in UTF-8 is";
                pg_row_text(rows, nfc_of(value, &composed));
                free(composed);
                return NULL;
        case C_LEVEL:
                number = find_name(value, level_names, PROVINCE, LEVEL_COUNT);
                pg_row_int2(rows, (int16_t)number);
                return number < 0 ? "PROVINCE, DISTRICT, COMMUNE are" : NULL;
        case C_SERVICE:
                number = find_name(value, service_names, 0, SERVICE_COUNT);
                pg_row_int2(rows, (int16_t)number);
                return number < 0 ? "UNKNOWN, INFORMATION, PARTIAL, FULL are" : NULL;
        case C_YES:
                number = find_name(value, yes_no, 0, 2);
                pg_row_int2(rows, (int16_t)number);
                return number < 0 ? "yes, no are" : NULL;
        case C_COUNT:
                if (!read_count(value, &number))
                        return "a whole number of minutes is";
                pg_row_int4(rows, number);
                return NULL;
        case C_DATE:
                if (!read_date(value, &number))
                        return "a date such as 2022-01-31 is";
                pg_row_date(rows, number);
                return NULL;
        }
        return "nothing is";
}

static enum fault add_row(struct importing *m, const struct csv_row *row, struct err *e)
{
        pg_row_begin(&m->rows, 1 + m->columns);
        pg_row_int4(&m->rows, (int32_t)row->line);
        for (int i = 0; i < m->columns; i++) {
                const int f = m->field_of[i];
                const struct text value =
                        f >= 0 && (size_t)f < row->n ? text_trim(row->field[f]) : (struct text){0};
                if (value.len == 0) {
                        if (m->column[i].required)
                                return fail(e, USAGE, "%s, line %llu: '%s' is empty", m->path,
                                            (unsigned long long)row->line, m->column[i].name);
                        pg_row_null(&m->rows);
                        continue;
                }
                const char *allowed = add_value(&m->rows, m->column[i].kind, value);
                if (allowed)
                        return fail(e, USAGE, "%s, line %llu: '%s' has an illegal value: %s allowed", m->path,
                                    (unsigned long long)row->line, m->column[i].name, allowed);
        }
        m->n++;
        return OK;
}

static enum fault read_file(struct importing *m, struct err *e)
{
        struct csv_reader *reader = NULL;
        struct csv_row row;
        bool header = true;
        const int fd = open(m->path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", m->path);
        enum fault fault = csv_reader_new(&reader, fd, 0, 1, &(struct csv_options){0}, e);
        while (fault == OK && (fault = csv_read(reader, &row, e)) == OK && row.n > 0) {
                fault = header ? read_header(m, &row, e) : add_row(m, &row, e);
                header = false;
        }
        if (fault == POISON)
                fault = fail(e, USAGE, "%s, line %llu: not readable as CSV", m->path,
                             (unsigned long long)row.line);
        if (fault == FATAL) /* the reader does not know the file's name */
                fault = fail_at(e, "%s", m->path);
        if (fault == OK && header)
                fault = fail(e, USAGE, "%s is empty: its first row names the columns", m->path);
        csv_reader_free(reader);
        close(fd);
        return fault;
}

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
                log_warn("setup.code_cut", KT("file", m->path), KT("code", code), KT("beside", beside),
                         KT("reason",
                            "a spreadsheet has probably read the code as a number and cut the zeros at "
                            "its end: open the file with this column as text, and write the code whole"));
        }
        if (n > CUT_CODES_LOGGED)
                log_warn("setup.code_cut", KT("file", m->path), KI("more", n - CUT_CODES_LOGGED));
        pg_free(r);
        return OK;
}

static enum fault merge(struct importing *m, enum catalogue which, int64_t *changed, struct err *e)
{
        struct pg_result *r;
        int64_t copied;
        if (pg_script(m->pg, catalogues[which].stage, e) != OK ||
            pg_copy_in(m->pg, catalogues[which].copy, &m->rows, &copied, e) != OK ||
            pg_run(m->pg, catalogues[which].overlap, NULL, 0, &r, e) != OK)
                return e->kind;
        const int64_t line = pg_rows(r) ? pg_get_int(r, 0, catalogues[which].overlap_line) : 0;
        pg_free(r);
        if (line)
                return fail(e, USAGE,
                            "%s, line %lld: its time is empty or overlaps an earlier line of the same code",
                            m->path, (long long)line);
        for (const char *const *sql = catalogues[which].merge; *sql; sql++) {
                if (pg_run(m->pg, *sql, NULL, 0, &r, e) != OK)
                        return e->kind;
                *changed += pg_affected(r);
                pg_free(r);
        }
        return catalogues[which].cut ? warn_of_cut_codes(m, catalogues[which].cut, e) : OK;
}

enum fault catalogue_import(struct pg *pg, enum catalogue which, const char *path, bool dry_run,
                            int64_t *rows, int64_t *changed, struct err *e)
{
        struct importing m = {.pg = pg,
                              .column = catalogues[which].column,
                              .columns = catalogues[which].copy_columns - 1,
                              .path = path};
        struct err ignored;
        *changed = 0;
        enum fault fault = read_file(&m, e);
        if (fault == OK && (fault = pg_script(pg, "begin", e)) == OK) {
                fault = merge(&m, which, changed, e);
                if (fault == OK)
                        fault = pg_script(pg, dry_run ? "rollback" : "commit", e);
                else
                        (void)!pg_script(pg, "rollback", &ignored);
        }
        *rows = m.n;
        bytes_free(&m.rows);
        return fault;
}
