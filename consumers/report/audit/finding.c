/* SPDX-License-Identifier: Apache-2.0
 *
 * finding.c - the list of findings.
 */
#include "consumers/report/audit/finding.h"

#include <stdlib.h>
#include <string.h>

struct finding *finding_add(struct audit *a, const struct audit_rule *rule, enum severity severity,
                            const struct figure *figure)
{
        if (a->n == a->capacity) {
                a->capacity = a->capacity * 2 + 16;
                a->finding = need_realloc(a->finding, a->capacity * sizeof(*a->finding));
        }
        struct finding *f = &a->finding[a->n++];
        *f = (struct finding){.rule = rule, .severity = severity, .figure = figure, .printed = figure->value};
        a->of[severity]++;
        finding_line(f, figure->line);
        return f;
}

void finding_line(struct finding *f, uint64_t line)
{
        size_t at = 0;
        while (at < f->lines && f->line[at] < line)
                at++;
        if (at < f->lines && f->line[at] == line)
                return;
        if (f->lines == LINES_MOST) {
                f->lines_left_off = true;
                return;
        }
        memmove(&f->line[at + 1], &f->line[at], (f->lines - at) * sizeof(*f->line));
        f->line[at] = line;
        f->lines++;
}

struct finding *finding_of_mended(struct audit *a, const struct figure *figure)
{
        for (size_t i = 0; i < a->n; i++) {
                if (a->finding[i].figure == figure && a->finding[i].has_right && figure->mended)
                        return &a->finding[i];
        }
        return NULL;
}

void audit_close(struct audit *a)
{
        for (size_t i = 0; i < a->n; i++)
                bytes_free(&a->finding[i].sentence);
        free(a->finding);
        a->finding = NULL;
        a->n = a->capacity = 0;
}
