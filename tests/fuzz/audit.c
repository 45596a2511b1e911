/* SPDX-License-Identifier: Apache-2.0
 *
 * audit.c - rules of an audit (none: the built-in ones), and behind a NUL the figures that are held against
 * them.
 */
#include "consumers/report/audit/check.h"
#include "consumers/report/audit/print.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

/* A rule of eight bytes has room for all that a rule may have, and a figure of 30 bytes for a sentence. */
const struct fuzz_bound fuzz_bound = {32 << 20, 2048};

static FILE *nowhere;

void fuzz_open(void)
{
        nowhere = fopen("/dev/null", "w");
        HOLDS(nowhere);
}

static void hold(const struct audit *a)
{
        int64_t findings = 0;
        for (int s = 0; s < SEVERITY_COUNT; s++)
                findings += a->of[s];
        HOLDS(findings >= (int64_t)a->n && a->n <= FINDINGS_MOST);
        for (size_t i = 0; i < a->n; i++) {
                const struct finding *f = &a->finding[i];
                HOLDS(f->rule && f->figure && f->lines > 0);
                for (size_t l = 1; l < f->lines; l++)
                        HOLDS(f->line[l - 1] < f->line[l]);
                HOLDS(f->sentence.len > 0);
                HOLDS(!text_check_printable((struct text){(const char *)f->sentence.at, f->sentence.len}));
        }
}

static void audit_file(const struct audit_rules *rules, const char *path, enum language language)
{
        struct figures figures;
        struct err e;
        enum fault fault = fuzz_said(figures_read(&figures, path, rules->pattern, rules->patterns, &e), &e);
        HOLDS(fault == OK || fault == USAGE);
        struct audit a = {.rules = rules, .figures = &figures, .language = language};
        if (fault == OK)
                fault = fuzz_said(audit_run(&a, &e), &e);
        HOLDS(fault == OK || fault == USAGE);
        if (fault == OK) {
                hold(&a);
                print_audit_text(&a, "figures.csv", NULL, nowhere);
                for (int format = TABLE_CSV; format <= TABLE_JSON; format++) {
                        struct table t = {.format = (enum table_format)format, .out = nowhere};
                        print_audit_records(&a, NULL, &t);
                }
        }
        audit_close(&a);
        figures_close(&figures);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct text text = fuzz_part(&data, &size);
        struct audit_rules rules;
        struct err e;
        const char *path;
        enum fault fault = fuzz_said(
                text.len > 0 ? rules_read_text(&rules, "input", text, &e) : rules_read(&rules, NULL, &e), &e);
        HOLDS(fault == OK || fault == USAGE);
        if (fault != OK)
                return;
        fuzz_file(0, (struct text){(const char *)data, size}, &path);
        for (int language = 0; language < LANGUAGE_COUNT; language++)
                audit_file(&rules, path, (enum language)language);
        rules_close(&rules);
}
