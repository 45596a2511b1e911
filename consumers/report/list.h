/* SPDX-License-Identifier: Apache-2.0
 *
 * list.h - `hentra report --list`, and the help: the table of reports, printed.
 */
#ifndef HENTRA_REPORT_LIST_H
#define HENTRA_REPORT_LIST_H

#include "consumers/report/sheet.h"

/* To standard output, as text, CSV or JSON. */
MUST enum fault list_print(const struct sheet *s, struct err *e);
/* The paragraphs of --help, with a line for each report. */
const char *list_help(void);

#endif
