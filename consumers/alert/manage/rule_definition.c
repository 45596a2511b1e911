/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_definition.c - see rule_definition.h.
 */
#include "consumers/alert/manage/rule_definition.h"

#include "consumers/alert/manage/codes.h"
#include "consumers/alert/tell/alert_text.h"
#include "core/base/nearest.h"
#include "generated/embedded.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FACTOR_USUAL = 300, MARGIN_USUAL = 5, SILENT_USUAL = 60, FACTOR_MOST = 1000 };

void rule_definition_begin(struct rule_definition *d)
{
        *d = (struct rule_definition){
                .level = ANY_LEVEL, .case_kind = 0, .enabled = true, .margin = MARGIN_USUAL};
}

/* ---- options ---- */

/* The kind that options ask for; 0: none of them does. */
static enum fault asked_kind(const struct args *a, enum alert_rule_kind *kind, struct err *e)
{
        static const struct {
                const char *option;
                enum alert_rule_kind kind;
        } asks[] = {{"before", DUE_SOON},     {"overdue", OVERDUE},    {"after", ESCALATION},
                    {"chance", LIKELY_LATE},  {"margin", LIKELY_LATE}, {"silent", SOURCE_SILENT},
                    {"factor", SOURCE_SILENT}};
        const char *by = NULL;
        *kind = 0;
        for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
                if (!args_flag(a, asks[i].option))
                        continue;
                if (by && *kind != asks[i].kind)
                        return fail(e, USAGE, "--%s and --%s: a rule is of one kind; add two rules", by,
                                    asks[i].option);
                by = asks[i].option;
                *kind = asks[i].kind;
        }
        return OK;
}

static enum fault parse_percent(const struct args *a, const char *option, int least, int32_t *hundredths,
                                struct err *e)
{
        const char *word = args_text(a, option);
        char *end;
        if (!word)
                return OK;
        errno = 0;
        const long n = strtol(word, &end, 10);
        end += strspn(end, " ");
        end += *end == '%';
        if (*end || end == word || errno || n < least || n > 99)
                return fail(e, USAGE, "--%s \"%.40s\": allowed is a percentage from %d%% to 99%%", option,
                            word, least);
        *hundredths = (int32_t)n;
        return OK;
}

static enum fault parse_factor(const struct args *a, int32_t *hundredths, struct err *e)
{
        const char *word = args_text(a, "factor");
        char *end;
        if (!word)
                return OK;
        const double f = strtod(word, &end);
        if (*end || end == word || !(f >= 1 && f <= FACTOR_MOST))
                return fail(e, USAGE, "--factor \"%.40s\": allowed is a number from 1 to %d", word,
                            FACTOR_MOST);
        *hundredths = (int32_t)(f * 100 + 0.5);
        return OK;
}

static enum fault parse_steps(struct rule_definition *d, const struct args *a,
                              const struct calendar *calendar, struct err *e)
{
        static const char *const option[] = {
                [DUE_SOON] = "before", [ESCALATION] = "after", [SOURCE_SILENT] = "silent"};
        const char *word = d->kind == DUE_SOON || d->kind == ESCALATION || d->kind == SOURCE_SILENT
                                   ? args_text(a, option[d->kind])
                                   : NULL;
        if (d->kind == OVERDUE || d->kind == LIKELY_LATE)
                d->offsets = (struct offsets){.n = 1};
        if (d->kind == SOURCE_SILENT && d->offsets.n == 0)
                d->offsets = (struct offsets){.n = 1, .minutes = {SILENT_USUAL}};
        if (word &&
            offsets_parse(text_of(word), calendar, d->kind == DUE_SOON ? -1 : 1, &d->offsets, e) != OK)
                return fail_at(e, "--%s", option[d->kind]);
        if (d->kind == SOURCE_SILENT && (d->offsets.n != 1 || d->offsets.minutes[0] < SILENT_USUAL))
                return fail(e, USAGE, "--silent %s: allowed is one time, of 60m or more", word ? word : "");
        return OK;
}

static bool is_any(const char *word)
{
        return !strcmp(word, "any");
}

static enum fault parse_filters(struct rule_definition *d, const struct args *a, struct pg *pg, struct err *e)
{
        static const char *const levels[] = {"unknown", "province", "district", "commune", "any"},
                                 *const cases[] = {"dossier", "petition", "task", "any"};
        const char *agency = args_text(a, "agency"), *procedure = args_text(a, "procedure");
        int level = d->level < 0 ? 4 : d->level, kind = d->case_kind < 0 ? 3 : d->case_kind;
        if (args_choice(a, "level", levels, 5, &level, e) != OK ||
            args_choice(a, "case", cases, 4, &kind, e) != OK)
                return e->kind;
        d->level = level == 4 ? ANY_LEVEL : level;
        d->case_kind = kind == 3 ? ANY_CASE : kind;
        if (agency && is_any(agency))
                d->agency_id = ANY_AGENCY;
        else if (agency && code_find(pg, &codes_agency, agency, &d->agency_id, e) != OK)
                return fail_at(e, "--agency");
        if (procedure && is_any(procedure))
                d->procedure_id = ANY_PROCEDURE;
        else if (procedure && code_find(pg, &codes_procedure, procedure, &d->procedure_id, e) != OK)
                return fail_at(e, "--procedure");
        return OK;
}

/* A rule of sources has no filter, also not that of dossiers, which others begin with. */
static enum fault check_source(struct rule_definition *d, const struct args *a, struct err *e)
{
        if (d->kind != SOURCE_SILENT)
                return OK;
        if (args_flag(a, "agency") || args_flag(a, "level") || args_flag(a, "procedure") ||
            args_flag(a, "case"))
                return fail(e, USAGE,
                            "a rule of sources is for all of them: without --agency, --level, "
                            "--procedure and --case");
        d->case_kind = ANY_CASE;
        if (d->factor == 0)
                d->factor = FACTOR_USUAL;
        return OK;
}

enum fault rule_definition_apply(struct rule_definition *d, const struct args *a, struct pg *pg,
                                 const struct calendar *calendar, struct err *e)
{
        enum alert_rule_kind kind;
        if (asked_kind(a, &kind, e) != OK)
                return e->kind;
        if (d->rule_id && kind && kind != d->kind)
                return fail(e, USAGE, "this rule is of the kind %s, which stays: add another one",
                            alert_kind_names[d->kind]);
        if (kind)
                d->kind = kind;
        if (!d->kind)
                return fail(e, USAGE,
                            "which kind of rule? --before TIME, --overdue, --after TIME, --chance "
                            "PERCENT or --silent TIME says");
        if (parse_steps(d, a, calendar, e) != OK || parse_filters(d, a, pg, e) != OK ||
            parse_percent(a, "chance", 1, &d->chance, e) != OK ||
            parse_percent(a, "margin", 0, &d->margin, e) != OK || parse_factor(a, &d->factor, e) != OK)
                return e->kind;
        if (d->kind == LIKELY_LATE && d->chance == 0)
                return fail(e, USAGE, "a chance is missing: --chance PERCENT");
        if (d->kind == LIKELY_LATE && d->margin >= d->chance)
                return fail(e, USAGE, "--margin %d%%: it must be smaller than the chance (%d%%)",
                            (int)d->margin, (int)d->chance);
        return check_source(d, a, e);
}

/* ---- the warehouse ---- */

static enum fault unknown_rule(struct pg *pg, const char *name, struct err *e)
{
        struct nearest near = {0};
        struct pg_result *r;
        char hint[NEAREST_HINT];
        if (pg_run(pg, SQL_alert_rule_names, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                nearest_offer(&near, name, pg_get_text(r, row, COL_alert_rule_names_name).at);
        (void)!fail(e, USAGE, "there is no rule '%s'%s", name, nearest_hint(&near, hint));
        pg_free(r);
        return e->kind;
}

enum fault rule_definition_read(struct rule_definition *d, struct pg *pg, const char *name, struct err *e)
{
        const struct pg_param param = pg_text(text_of(name));
        int64_t offsets[ALERT_RULE_STEPS_MOST];
        struct pg_result *r;
        if (pg_run(pg, SQL_alert_rule_known, &param, 1, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) == 0) {
                pg_free(r);
                return unknown_rule(pg, name, e);
        }
        *d = (struct rule_definition){
                .rule_id = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_rule_id),
                .kind = (enum alert_rule_kind)pg_get_int(r, 0, COL_alert_rule_known_kind),
                .offsets.n =
                        (int)pg_get_words(r, 0, COL_alert_rule_known_offsets, offsets, ALERT_RULE_STEPS_MOST),
                .level = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_level),
                .agency_id = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_agency_id),
                .procedure_id = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_procedure_id),
                .case_kind = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_case_kind),
                .enabled = pg_get_int(r, 0, COL_alert_rule_known_enabled) != 0,
                .factor = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_factor),
                .chance = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_chance),
                .margin = (int32_t)pg_get_int(r, 0, COL_alert_rule_known_margin)};
        for (int i = 0; i < d->offsets.n; i++)
                d->offsets.minutes[i] = (int32_t)offsets[i];
        pg_free(r);
        return OK;
}

enum fault rule_definition_write(const struct rule_definition *d, struct pg *pg, const char *name,
                                 struct err *e)
{
        struct bytes array = {0};
        int64_t offsets[ALERT_RULE_STEPS_MOST];
        for (int i = 0; i < d->offsets.n; i++)
                offsets[i] = d->offsets.minutes[i];
        const struct pg_param params[] = {pg_text(text_of(name)),
                                          pg_int4((int32_t)d->kind),
                                          pg_int8_array(&array, offsets, (size_t)d->offsets.n),
                                          pg_int4(d->level),
                                          pg_int4(d->agency_id),
                                          pg_int4(d->procedure_id),
                                          pg_int4(d->case_kind),
                                          pg_bool(d->enabled),
                                          pg_int4(d->factor),
                                          pg_int4(d->chance),
                                          pg_int4(d->margin),
                                          pg_int4(d->rule_id)};
        const enum fault fault = d->rule_id ? pg_run(pg, SQL_alert_rule_set, params, 12, NULL, e)
                                            : pg_run(pg, SQL_alert_rule_add, params, 11, NULL, e);
        bytes_free(&array);
        if (fault == POISON && !strcmp(pg_sqlstate(pg), "23505"))
                return fail(e, USAGE, "there is a rule '%s' already: hentra alert rule set changes it", name);
        if (fault == POISON)
                return e->kind = USAGE;
        return fault;
}
