/* SPDX-License-Identifier: Apache-2.0
 *
 * audited.h - an audit of figures that a test writes down in a line: "dossiers_received=1000
 * resolved_on_time=900:90.00 received_online=50@COMMUNE": indicator=value, behind a colon the share that is printed with it,
 * behind an @ its level. All figures are those of one place and year, in lines 2, 3, 4 … of the file.
 */
#ifndef HENTRA_TESTS_SUPPORT_AUDITED_H
#define HENTRA_TESTS_SUPPORT_AUDITED_H

#include "consumers/report/audit/check.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct audited {
        struct audit_rules rules;
        struct figures figures;
        struct audit audit;
};

enum { AUDITED_MOST = 1 << 16 };

/* A file that lives as long as its descriptor. */
static inline int audited_file(const char *content, char path[static 32])
{
        const int fd = memfd_create("figures.csv", 0);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, content, strlen(content)), strlen(content));
        snprintf(path, 32, "/proc/self/fd/%d", fd);
        return fd;
}

/* The fault of reading or auditing a whole file; closed by audited_close() all the same. */
static inline enum fault audited_try(struct audited *t, const char *path, const char *rules,
                                     enum language language, struct err *e)
{
        *t = (struct audited){0};
        if (rules_read(&t->rules, rules, e) != OK)
                return e->kind;
        t->audit = (struct audit){.rules = &t->rules, .figures = &t->figures, .language = language};
        if (figures_read(&t->figures, path, t->rules.pattern, t->rules.patterns, e) != OK)
                return e->kind;
        return audit_run(&t->audit, e);
}

static inline void audited_close(struct audited *t)
{
        audit_close(&t->audit);
        figures_close(&t->figures);
        rules_close(&t->rules);
}

static inline void audited_text(struct audited *t, const char *csv, enum language language)
{
        char path[32];
        struct err e = {0};
        const int fd = audited_file(csv, path);
        if (audited_try(t, path, NULL, language, &e) != OK)
                fail_msg("%s", e.text);
        close(fd);
}

/* The line of figures as a file. */
static inline void audited_rows(const char *figures, char *out, size_t size)
{
        char word[256];
        size_t len = (size_t)snprintf(
                out, size,
                "source,place,level,period_from,period_to,indicator,value,unit,note,printed_share\n");
        while (*(figures += strspn(figures, " "))) {
                const size_t n = strcspn(figures, " ");
                assert_true(n < sizeof(word));
                memcpy(word, figures, n);
                word[n] = 0;
                figures += n;
                char *value = strchr(word, '='), *level = strchr(word, '@'), *share = strchr(word, ':');
                assert_non_null(value);
                *value++ = 0;
                if (level)
                        *level++ = 0;
                if (share)
                        *share++ = 0;
                const char *unit = strstr(word, "rate") || strstr(word, "satisfaction") ? "percent"
                                   : strstr(word, "procedures")                         ? "procedure"
                                   : strstr(word, "tasks")                              ? "task"
                                   : strstr(word, "petitions")                          ? "petition"
                                                                                        : "dossier";
                len += (size_t)snprintf(out + len, size - len, "S,Xy,%s,2023-01-01,2023-12-31,%s,%s,%s,,%s\n",
                                        level ? level : "ALL", word, value, unit, share ? share : "");
                assert_true(len < size);
        }
}

static inline void audited(struct audited *t, const char *figures, enum language language)
{
        static char csv[AUDITED_MOST];
        audited_rows(figures, csv, sizeof(csv));
        audited_text(t, csv, language);
}

/* "code severity line,line; …" of the findings. */
static inline const char *audited_found(const struct audited *t, char *out, size_t size)
{
        size_t len = 0;
        *out = 0;
        for (size_t i = 0; i < t->audit.n; i++) {
                const struct finding *f = &t->audit.finding[i];
                len += (size_t)snprintf(out + len, size - len, "%s%s %s ", i ? "; " : "", f->rule->code,
                                        severity_names[f->severity]);
                for (size_t l = 0; l < f->lines; l++)
                        len += (size_t)snprintf(out + len, size - len, l ? ",%d" : "%d", (int)f->line[l]);
                assert_true(len < size);
        }
        return out;
}

#define assert_found(figures, expected)                                                                  \
        do {                                                                                             \
                struct audited found_;                                                                   \
                char found_text_[4096];                                                                  \
                audited(&found_, figures, ENGLISH);                                                      \
                assert_string_equal(audited_found(&found_, found_text_, sizeof(found_text_)), expected); \
                assert_true(*(expected) || found_.audit.held > 0);                                       \
                audited_close(&found_);                                                                  \
        } while (0)

#endif
