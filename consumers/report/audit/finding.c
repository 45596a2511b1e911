/* SPDX-License-Identifier: Apache-2.0
 *
 * finding.c - the list of findings.
 */
#include "consumers/report/audit/finding.h"

#include <stdlib.h>
#include <string.h>

/* Memory for one more; beyond FINDINGS_MOST that of the last one. */
static struct finding *take_room(struct audit *a)
{
        if (a->n == FINDINGS_MOST) {
                bytes_clear(&a->beyond.sentence);
                a->beyond = (struct finding){.sentence = a->beyond.sentence};
                return &a->beyond;
        }
        if (a->n == a->capacity) {
                a->capacity = a->capacity * 2 + 16;
                a->finding = need_realloc(a->finding, a->capacity * sizeof(*a->finding));
        }
        a->finding[a->n] = (struct finding){0};
        return &a->finding[a->n++];
}

struct finding *finding_add(struct audit *a, const struct audit_rule *rule, enum severity severity,
                            const struct figure *figure)
{
        struct finding *f = take_room(a);
        f->rule = rule;
        f->severity = severity;
        f->figure = figure;
        f->printed = figure->value;
        a->of[severity]++;
        finding_line(f, figure->line);
        return f;
}

void finding_against(struct finding *f, struct decimal others, bool right)
{
        f->has_others = true;
        f->others = others;
        f->has_right = right;
        f->right = right ? others : (struct decimal){0};
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
        return figure->finding ? &a->finding[figure->finding - 1] : NULL;
}

void audit_close(struct audit *a)
{
        for (size_t i = 0; i < a->n; i++)
                bytes_free(&a->finding[i].sentence);
        bytes_free(&a->beyond.sentence);
        free(a->finding);
        a->finding = NULL;
        a->n = a->capacity = 0;
}
