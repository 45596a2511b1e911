/* SPDX-License-Identifier: Apache-2.0
 *
 * frozen_command.c - see frozen_command.h.
 */
#include "consumers/report/freeze/frozen_command.h"

#include "consumers/report/freeze/diff.h"
#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

static bool is_diff(const struct args *a)
{
        return !strcmp(a->operand[0], "diff");
}

bool frozen_is_command(const struct args *a)
{
        return a->operands > 0 && (is_diff(a) || !strcmp(a->operand[0], "frozen"));
}

/* ---- options ---- */

static bool goes_with(const char *option, bool diff)
{
        static const char *const both[] = {"format", "lang", "delimiter", "decimal", "bom", "wait"},
                                 *const printed[] = {"output", "form", "pages", "unit"};
        for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
                if (!strcmp(option, both[i]))
                        return true;
        }
        for (size_t i = 0; !diff && i < sizeof(printed) / sizeof(printed[0]); i++) {
                if (!strcmp(option, printed[i]))
                        return true;
        }
        return diff && !strcmp(option, "dossiers");
}

enum fault frozen_check(const struct args *a, struct err *e)
{
        const char *word = a->operand[0];
        if (is_diff(a) ? a->operands != 2 : a->operands > 2)
                return fail(
                        e, USAGE,
                        "expected: hentra report diff NAME, with the name of a frozen report; hentra report "
                        "frozen lists them, and with a NAME prints it");
        for (int i = 0; a->spec[i].name; i++) {
                if (a->value[i] && !goes_with(a->spec[i].name, is_diff(a)))
                        return fail(e, USAGE,
                                    "--%s does not go with hentra report %s: the question was frozen, too",
                                    a->spec[i].name, word);
        }
        if (a->operands == 1 &&
            (args_text(a, "output") || args_text(a, "form") || args_text(a, "pages") || args_text(a, "unit")))
                return fail(e, USAGE,
                            "--output, --form, --pages and --unit go with the name of a frozen report");
        return OK;
}

/* ---- printing ---- */

/* The official form is by level and field, or by agency and field. */
static enum fault check_official(const struct frozen *f, const struct sheet *s, struct err *e)
{
        const struct question *q = &f->q;
        const bool by_field = q->groups_n == 2 && q->groups[1] == BY_FIELD;
        if (s->look == LOOK_PLAIN)
                return s->pages != PAGES_ONE && f->printed.look != LOOK_OFFICIAL
                               ? fail(e, USAGE, "--pages goes with --form official only")
                               : OK;
        if (!(f->original->takes & TAKES_OFFICIAL) || !by_field || q->by_instant ||
            (q->groups[0] != BY_AGENCY && q->groups[0] != BY_LEVEL) ||
            (q->groups[0] == BY_AGENCY) != (s->pages == PAGES_AGENCY))
                return fail(
                        e, USAGE,
                        "%s was not frozen for this look: --form official needs form 06 by level and field, "
                        "with --pages agency by agency and field, and late by day",
                        f->name);
        if (s->format == FORMAT_CSV || s->format == FORMAT_JSON)
                return fail(
                        e, USAGE,
                        "--form official goes with --format text, xlsx and html; as %s its figures are in "
                        "--form plain",
                        sheet_format_names[s->format]);
        return OK;
}

static enum fault print_frozen(struct frozen *f, const struct sheet *s, const char *path, struct pg *pg,
                               struct err *e)
{
        struct answer a = {.report = &f->report, .q = &f->q, .warehouse = &f->warehouse};
        return check_official(f, s, e) == OK ? sheet_report(s, &a, pg, path, e) : e->kind;
}

enum fault frozen_print(const char *name, const struct sheet *s, const char *path, const struct warehouse *w,
                        struct pg *pg, struct err *e)
{
        struct frozen *f = need_alloc(sizeof(*f));
        enum fault fault = frozen_open(f, name, w, pg, e);
        if (fault == OK)
                fault = print_frozen(f, s, path, pg, e);
        frozen_close(f);
        free(f);
        return fault;
}

static enum fault read_look(const struct args *a, const struct frozen *f, struct sheet *s, struct err *e)
{
        static const char *const looks[] = {"plain", "official"}, *const pages[] = {"level", "agency"};
        int look = f->printed.look, page = (int)f->printed.pages - 1;
        if (args_choice(a, "form", looks, 2, &look, e) != OK ||
            args_choice(a, "pages", pages, 2, &page, e) != OK)
                return e->kind;
        s->look = (enum sheet_look)look;
        s->pages = (enum sheet_pages)(page + 1);
        s->unit = args_text(a, "unit") ? args_text(a, "unit") : f->printed.unit;
        if (!args_text(a, "lang"))
                s->language = f->printed.language;
        return OK;
}

static enum fault run(struct frozen *f, const struct args *a, const struct sheet *given,
                      const struct warehouse *w, struct pg *pg, struct err *e)
{
        struct sheet s = *given;
        if (frozen_open(f, a->operand[1], w, pg, e) != OK)
                return e->kind;
        if (!is_diff(a))
                return read_look(a, f, &s, e) == OK ? print_frozen(f, &s, args_text(a, "output"), pg, e)
                                                    : e->kind;
        struct diff *d = need_alloc(sizeof(*d));
        enum fault fault = diff_make(d, f, w, pg, e);
        if (fault == OK)
                fault = diff_print(d, &s, args_flag(a, "dossiers"), e);
        diff_free(d);
        free(d);
        return fault;
}

enum fault frozen_command(const struct args *a, const struct sheet *s, const struct warehouse *w,
                          struct pg *pg, struct err *e)
{
        if (a->operands == 1)
                return frozen_list(s, w->zone, pg, e);
        struct frozen *f = need_alloc(sizeof(*f));
        const enum fault fault = run(f, a, s, w, pg, e);
        frozen_close(f);
        free(f);
        return fault;
}
