/* SPDX-License-Identifier: Apache-2.0
 *
 * grant.h - one agency, or all of them, granted to a role of the database, or taken from it.
 */
#ifndef HENTRA_ACCESS_GRANT_H
#define HENTRA_ACCESS_GRANT_H

#include "core/lib/pg.h"
#include <stdbool.h>

struct access_wish {
        const char *role;   /* its name as PostgreSQL has it */
        const char *agency; /* code; NULL: all agencies, and what belongs to none */
        bool revoke, dry_run;
};

/* Prints one line of what was done, or would be, and lines of what else is to be done. USAGE: a code that no
 * agency has; for a grant a role that is not there; to take away what was not granted. FATAL: the login may
 * not. */
MUST enum fault access_change(struct pg *pg, const struct access_wish *wish, struct err *e);

#endif
