/* SPDX-License-Identifier: Apache-2.0
 *
 * options.h - the options of `hentra report`, and which go with which report.
 */
#ifndef HENTRA_REPORT_OPTIONS_H
#define HENTRA_REPORT_OPTIONS_H

#include "consumers/report/reports.h"
#include "core/base/args.h"

extern const struct arg_spec report_options[];

/* USAGE: one of them does not go with the report. */
MUST enum fault options_check(const struct args *a, const struct report *r, struct err *e);

#endif
