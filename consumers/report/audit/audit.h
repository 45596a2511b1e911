/* SPDX-License-Identifier: Apache-2.0
 *
 * audit.h - `hentra audit`: published figures against their own arithmetic, and beside the warehouse's.
 */
#ifndef HENTRA_REPORT_AUDIT_AUDIT_H
#define HENTRA_REPORT_AUDIT_AUDIT_H

#include "core/base/err.h"

/* The same figures against their own arithmetic, for who has a file of another name: prints JSON to standard
 * output. USAGE: it cannot be read; or `language` is neither "vi" nor "en" (NULL: en). */
MUST enum fault audit_ask(const char *path, const char *language, struct err *e);

int audit_command(int argc, char **argv);

#endif
