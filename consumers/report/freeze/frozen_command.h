/* SPDX-License-Identifier: Apache-2.0
 *
 * frozen_command.h - `hentra report frozen [NAME]` and `hentra report diff NAME`.
 */
#ifndef HENTRA_REPORT_FREEZE_FROZEN_COMMAND_H
#define HENTRA_REPORT_FREEZE_FROZEN_COMMAND_H

#include "consumers/report/sheet.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/args.h"

/* The first operand is one of these two words, which no report has as its name. */
bool frozen_is_command(const struct args *a);
/* USAGE: an option that does not go with it. */
MUST enum fault frozen_check(const struct args *a, struct err *e);
/* `s`: the shape as options have it; of what they leave out, NAME is printed as it was. */
MUST enum fault frozen_command(const struct args *a, const struct sheet *s, const struct warehouse *w,
                               struct pg *pg, struct err *e);
/* Prints what was frozen under this name in the format, look and language of `s`. */
MUST enum fault frozen_print(const char *name, const struct sheet *s, const char *path,
                             const struct warehouse *w, struct pg *pg, struct err *e);

#endif
