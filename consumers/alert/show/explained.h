/* SPDX-License-Identifier: Apache-2.0
 *
 * explained.h - the rules, applied to one dossier at an instant: what each step asks for, and why no alert is
 * open. Finds it; alert_explain.c and explained_text.c put it into words.
 */
#ifndef HENTRA_SHOW_EXPLAINED_H
#define HENTRA_SHOW_EXPLAINED_H

#include "consumers/alert/window.h"
#include "core/base/calendar.h"
#include "core/base/text.h"
#include "core/lib/pg.h"

/* Reason why no alert of a rule can be open for the dossier now. */
enum idle { IDLE_NOT, IDLE_NEVER_RECEIVED, IDLE_ENDED, IDLE_STOPPED, IDLE_RULE_OFF, IDLE_RULE_FOR_OTHERS };

enum verdict {
        STANDS,
        TO_CLEAR, /* it stands */
        CLEARED,
        TO_RAISE_AGAIN, /* it was cleared */
        BEYOND_CALENDAR,
        BEFORE_RULE, /* it fired before the rule began */
        IDLE,        /* for explained_rule.idle */
        NOT_YET,
        SUPERSEDED, /* by a later step, or by being overdue */
        TO_RAISE,
};

struct explained_rule {
        int32_t rule_id;
        struct text name;
        int kind;
        micros start_mark; /* NO_TIME: no alerter has met it yet */
        bool enabled, covers;
        const char *refused; /* by the alerter, and why; NULL: it is not */
        enum idle idle;
        micros idle_since; /* NO_TIME: all the time */
};

struct explained_step {
        int step;       /* from 1 */
        int64_t offset; /* working minutes from the return date */
        micros fires;
        bool fired, missed; /* it would have, if the dossier ran */
        enum verdict verdict;
        struct text reason; /* CLEARED, TO_RAISE_AGAIN: why it was cleared, as alert_reason_names has it */
        micros at;          /* of the last transition of its alert; NO_TIME: there was none */
};

struct explained_chance {
        bool known;
        int64_t percent, alike, wanted; /* of how many that took longer; an alert from so many percent on */
        enum verdict verdict;           /* BEFORE_RULE: it was so when the rule began */
};

struct explaining {
        /* The caller's. */
        struct pg *pg;
        struct text dossier_id;
        const struct zone *zone;
        const struct calendar *general;
        micros now;
        bool without_chances; /* the role may not read them */

        /* Found; texts live until explained_end(). */
        const struct calendar *calendar; /* that the agency of the dossier goes by */
        struct text case_kind, status, agency, procedure, ended_by; /* empty: none */
        micros received_at, due_at, ended_at, paused_at;            /* NO_TIME: none */
        enum idle idle;                                             /* for any rule */
        micros idle_since;
        struct pg_result *dossier, *history, *acks; /* alert_explain_dossier, _history, _ack */
        /* Years in which working time was counted. */
        bool crossed[CALENDAR_YEAR_LAST - CALENDAR_YEAR_FIRST + 1];
};

/* In this order; of a rule its steps, or its chance. */
struct explained_visitor {
        void *context;
        void (*dossier)(void *context, const struct explaining *x);
        void (*rule)(void *context, const struct explaining *x, const struct explained_rule *rule);
        void (*step)(void *context, const struct explaining *x, const struct explained_rule *rule,
                     const struct explained_step *step);
        void (*chance)(void *context, const struct explaining *x, const struct explained_rule *rule,
                       const struct explained_chance *chance);
        void (*rule_end)(void *context, const struct explaining *x, const struct explained_rule *rule);
};

/* FATAL: the warehouse has no such dossier. */
MUST enum fault explained_find(struct explaining *x, const struct explained_visitor *v, struct err *e);
void explained_end(struct explaining *x); /* also after a fault */

#endif
