/* SPDX-License-Identifier: Apache-2.0
 *
 * report_ask.h - a report by the options of `hentra report`, for who has a session of his own.
 */
#ifndef HENTRA_REPORT_REPORT_ASK_H
#define HENTRA_REPORT_REPORT_ASK_H

#include "consumers/warehouse/warehouse.h"
#include "core/lib/conf.h"
#include "core/program/clock.h"

/* argv[0] is "report", behind it a name and options, or --list. Prints to standard output. The session is
 * in a snapshot (answer_snapshot()), which the caller ends. USAGE: as the command says it; also for an
 * option that reads or writes a file, or keeps anything. */
MUST enum fault report_ask(int argc, char **argv, struct conf *conf, const struct clock *clock, struct pg *pg,
                           const struct warehouse *w, struct err *e);

#endif
