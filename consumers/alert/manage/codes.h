/* SPDX-License-Identifier: Apache-2.0
 *
 * codes.h - numbers of agencies, procedures, rules and receivers by the names that people type.
 */
#ifndef HENTRA_MANAGE_CODES_H
#define HENTRA_MANAGE_CODES_H

#include "core/lib/pg.h"

/* A query without parameters gives names and numbers. USAGE: there is no `what` of this
 * name in it (the error has the nearest that there is). Names are compared in NFC. */
struct code_query {
        const char *what, *sql;
        int name, id; /* columns */
};
extern const struct code_query codes_agency, codes_procedure;

MUST enum fault code_find(struct pg *pg, const struct code_query *q, const char *name, int32_t *id,
                          struct err *e);

#endif
