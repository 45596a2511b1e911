/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_ask.h - alert rules by the options of `hentra alert rule`, for who has a session of his own.
 */
#ifndef HENTRA_MANAGE_RULE_ASK_H
#define HENTRA_MANAGE_RULE_ASK_H

#include "consumers/alert/manage/rule_try.h"
#include "core/program/clock.h"

struct rule_session {
        struct pg *pg; /* in a transaction, which the caller ends, and of a dry run rolls back */
        const struct warehouse *warehouse;
        const struct calendar *calendar;
        const struct clock *clock;
};

/* argv[0] is "rule", behind it a verb, options, and at most one name. Prints to standard output: of list and
 * try a JSON array, else the rule as it is now, as one JSON object. *tried: of try. USAGE: as the command
 * says it; also for an option that is the command's alone. */
MUST enum fault rule_ask(int argc, char **argv, const struct rule_session *at, struct rule_tried *tried,
                         struct err *e);

#endif
