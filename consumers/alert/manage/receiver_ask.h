/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver_ask.h - receivers of alerts by the options of `hentra alert webhook` and `hentra alert mail`, for
 * who has a session of his own.
 */
#ifndef HENTRA_MANAGE_RECEIVER_ASK_H
#define HENTRA_MANAGE_RECEIVER_ASK_H

#include "core/base/moment.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stdio.h>

struct receiver_session {
        struct pg *pg; /* in a transaction, which the caller ends, and of a dry run rolls back */
        const struct zone *zone;
        const struct conf *conf; /* of `try`: how deliveries are sent */
        bool mail;
        /* Ends the transaction of `try` before the receiver is waited for; its fault ends all. */
        enum fault (*leave)(void *context, struct err *e);
        void *context;
};

/* argv[0] is "receiver", behind it a verb other than list, options, and a name. Prints to standard output the
 * receiver as it is now, as one JSON object; of `try` the answer, to `tried`. An address may hold a secret,
 * since no list of processes shows it. USAGE: as the command says it; also for an option that reads a file or
 * is the command's alone. RETRY of `try`: it was not taken. */
MUST enum fault receiver_ask(int argc, char **argv, const struct receiver_session *at, FILE *tried,
                             struct err *e);

#endif
