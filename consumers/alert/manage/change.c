/* SPDX-License-Identifier: Apache-2.0
 *
 * change.c - see change.h.
 */
#include "consumers/alert/manage/change.h"

#include <stdio.h>
#include <string.h>

#define LOCK_NOT_AVAILABLE "55P03"

enum fault change_begin(struct pg *pg, struct err *e)
{
        char script[60];
        snprintf(script, sizeof(script), "set local lock_timeout = '%ds'", CHANGE_WAIT_S);
        return pg_script(pg, script, e);
}

enum fault change_fault(struct pg *pg, enum fault fault, struct err *e)
{
        if (fault != RETRY || strcmp(pg_sqlstate(pg), LOCK_NOT_AVAILABLE) != 0)
                return fault;
        return fail(e, RETRY,
                    "somebody else is changing the same, and had not finished after %d s: nothing was done; "
                    "try again when they are done (SQLSTATE " LOCK_NOT_AVAILABLE ")",
                    CHANGE_WAIT_S);
}
