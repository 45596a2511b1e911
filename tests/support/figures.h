/* SPDX-License-Identifier: Apache-2.0
 *
 * figures.h - what `hentra report … --format csv` says, by row and column.
 */
#ifndef HENTRA_TESTS_SUPPORT_FIGURES_H
#define HENTRA_TESTS_SUPPORT_FIGURES_H

#include "consumers/report/report.h"
#include "tests/support/capture.h"
#include "tests/support/scratch.h"

/* Runs the report and returns its CSV; the caller frees. Words end with NULL, at most eight. */
static inline char *report_csv(struct scratch *s, const char *const *words)
{
        const char *w[9] = {0};
        for (int i = 0; i < 8 && words[i]; i++)
                w[i] = words[i];
        struct capture c = capture_begin(STDOUT_FILENO);
        const int rc = scratch_run(s, report_command, "report", "--format", "csv", w[0], w[1], w[2], w[3],
                                   w[4], w[5], w[6], w[7], NULL);
        char *csv = capture_end(&c);
        assert_int_equal(rc, 0);
        return csv;
}
#define REPORT(s, ...) report_csv(s, (const char *const[]){__VA_ARGS__, NULL})

/* The length of a field of CSV, with its quotes. */
static inline size_t csv_len(const char *field)
{
        if (*field != '"')
                return strcspn(field, ",\r\n");
        const char *end = strchr(field + 1, '"');
        while (end && end[1] == '"')
                end = strchr(end + 2, '"');
        return end ? (size_t)(end - field) + 1 : strlen(field);
}

/* Field n of a line, without its quotes; those within it stay doubled. */
static inline const char *csv_nth(const char *line, int n, char *out, size_t size)
{
        for (; n > 0; n--) {
                line += csv_len(line);
                line += *line == ',';
        }
        size_t len = csv_len(line);
        if (len >= 2 && line[0] == '"')
                line++, len -= 2;
        snprintf(out, size, "%.*s", (int)len, line);
        return out;
}

static inline int csv_column(const char *csv, const char *name)
{
        char field[64];
        for (int n = 0; *csv_nth(csv, n, field, sizeof(field)); n++) {
                if (!strcmp(field, name))
                        return n;
        }
        fail_msg("no column %s", name);
        return -1;
}

/* The value of `column` in the row whose column `by` is `key` ("" is the total). */
static inline const char *figure(const char *csv, const char *by, const char *key, const char *column,
                                 char *out, size_t size)
{
        const int by_column = csv_column(csv, by), wanted = csv_column(csv, column);
        for (const char *line = strchr(csv, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
                if (!strcmp(csv_nth(line + 1, by_column, out, size), key))
                        return csv_nth(line + 1, wanted, out, size);
        }
        fail_msg("no row with %s '%s'", by, key);
        return NULL;
}

/* assert_figures(csv, "level", "PROVINCE", "total=15 received=5"): every pair holds, and there is one. */
static inline void assert_figures(const char *csv, const char *by, const char *key, const char *pairs)
{
        char name[64], value[128], found[128];
        int used;
        if (!*pairs)
                fail_msg("%s '%s': nothing to compare with", by, key);
        while (sscanf(pairs, " %63[^= ]=%127[^ ]%n", name, value, &used) == 2) {
                if (strcmp(figure(csv, by, key, name, found, sizeof(found)),
                           strcmp(value, "-") ? value : "") != 0)
                        fail_msg("%s '%s': %s is %s, not %s", by, key, name, found, value);
                pairs += used;
        }
        assert_int_equal(pairs[strspn(pairs, " ")], 0);
}

/* The same by a view, for one field, or none (NULL): a line "LEVEL PAIRS" for each level and for all. */
static inline const char *view_figures(struct scratch *s, const char *view, const char *period,
                                       const char *field, char *out, size_t size)
{
        char sql[1600];
        assert_true(
                snprintf(sql, sizeof(sql),
                         "select string_agg(coalesce(level, '') || ' ' || pairs, chr(10)) from hentra.%s v"
                         " cross join lateral (select string_agg(key || '=' || coalesce(nullif(value, ''), "
                         "'-'), ' ') as pairs"
                         " from jsonb_each_text(to_jsonb(v)) where key not in ('calendar', 'kind', "
                         "'on_time_rate', 'level', 'field')) e"
                         " where period = '%s' and field is not distinct from nullif('%s', '')",
                         view, period, field ? field : "") < (int)sizeof(sql));
        return scratch_text(s->pg, sql, out, size);
}

/* The line of a level in it, without its end; NULL: there is none. */
static inline char *view_level(char *lines, const char *level, char *pairs, size_t size)
{
        for (char *line = lines; *line; line += strcspn(line, "\n"), line += *line == '\n') {
                const size_t n = strcspn(line, " ");
                if (n == strlen(level) && !strncmp(line, level, n)) {
                        snprintf(pairs, size, "%.*s", (int)strcspn(line + n, "\n"), line + n);
                        return pairs;
                }
        }
        return NULL;
}

/* Report and view say the same of every level, and of all together. */
static inline void assert_view(struct scratch *s, const char *csv, const char *view, const char *period)
{
        static const char *const levels[] = {"", "PROVINCE", "DISTRICT", "COMMUNE", "UNKNOWN"};
        char lines[8192], pairs[2048], cell[64];
        view_figures(s, view, period, NULL, lines, sizeof(lines));
        for (int l = 0; l < 5; l++) {
                snprintf(cell, sizeof(cell), ",\"%s\",", levels[l]);
                if (view_level(lines, levels[l], pairs, sizeof(pairs)))
                        assert_figures(csv, "level", levels[l], pairs);
                else
                        assert_null(strstr(csv, cell));
        }
}

#endif
