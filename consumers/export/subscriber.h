/* SPDX-License-Identifier: Apache-2.0
 *
 * subscriber.h - the SQL that a subscriber runs: the published tables with their comments, and functions
 * for the words of their numbers.
 */
#ifndef HENTRA_EXPORT_SUBSCRIBER_H
#define HENTRA_EXPORT_SUBSCRIBER_H

#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stdio.h>

/* Tables that are there stay, so that the same SQL also adds the columns of a newer publisher. USAGE:
 * nothing is published. Errors of the file show in ferror(out). */
MUST enum fault subscriber_print(struct pg *pg, FILE *out, struct err *e);

#endif
