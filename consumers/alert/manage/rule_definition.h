/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_definition.h - an alert rule as options define it, and as the warehouse has it.
 */
#ifndef HENTRA_MANAGE_RULE_DEFINITION_H
#define HENTRA_MANAGE_RULE_DEFINITION_H

#include "consumers/alert/manage/offsets.h"
#include "core/base/args.h"
#include "core/lib/pg.h"
#include <stdbool.h>

enum { ANY_LEVEL = -1, ANY_CASE = -1, ANY_AGENCY = 0, ANY_PROCEDURE = 0 };

struct rule_definition {
        int32_t rule_id; /* 0: not in the warehouse */
        enum alert_rule_kind kind;
        struct offsets offsets;
        int32_t level, agency_id, procedure_id, case_kind;
        bool enabled;
        int32_t factor, chance, margin; /* hundredths; 0: none */
};

/* The options that define a rule, for the list of a command's options. */
#define RULE_OPTIONS                                                                                         \
        {"before", "TIMES", "due soon: so much working time before the return date, as 1d,4h"},              \
                {"overdue", NULL, "overdue: once the return date has passed"},                               \
                {"after", "TIMES",                                                                           \
                 "escalation: so much working time after the return date, each step for one agency further " \
                 "up"},                                                                                      \
                {"chance", "PERCENT", "likely to be late: from this chance on, as 60%"},                     \
                {"margin", "PERCENT",                                                                        \
                 "likely to be late: cleared when the chance is lower by more than this (5%)"},              \
                {"silent", "TIME", "a source gone silent: not before so much working time, at least 60m"},   \
                {"factor", "N", "a source gone silent: after so many times the usual silence (3)"},          \
                {"agency", "CODE", "only dossiers at this agency; any: at all"},                             \
                {"level", "LEVEL",                                                                           \
                 "only dossiers at agencies of this level: province, district, commune, unknown; any: all"}, \
                {"procedure", "CODE", "only dossiers of this procedure; any: all"},                          \
        {                                                                                                    \
                "case", "KIND", "only this kind: dossier (default), petition, task; any: all"                \
        }

/* A rule that nothing was said of yet: enabled, for dossiers. */
void rule_definition_begin(struct rule_definition *d);

/* Lays the options over *d. `calendar`: of the warehouse, whose working days have their length. USAGE: an
 * option has a value that is not allowed, or there is no such agency or procedure, or two options ask for
 * different kinds, or for another kind than a rule of the warehouse has. */
MUST enum fault rule_definition_apply(struct rule_definition *d, const struct args *a, struct pg *pg,
                                      const struct calendar *calendar, struct err *e);

/* USAGE: the warehouse has no rule of this name (the error has the nearest). */
MUST enum fault rule_definition_read(struct rule_definition *d, struct pg *pg, const char *name,
                                     struct err *e);
/* Adds it under this name, or changes it where it has a number. USAGE: the table refuses it. */
MUST enum fault rule_definition_write(const struct rule_definition *d, struct pg *pg, const char *name,
                                      struct err *e);

#endif
