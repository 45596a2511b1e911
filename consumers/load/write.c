/* SPDX-License-Identifier: Apache-2.0
 *
 * write.c - see write.h.
 */
#include "consumers/load/write.h"

#include <string.h>

enum write_outcome write_outcome_of_error(const struct pg *pg)
{
        return !strcmp(pg_sqlstate(pg), "23505") && !pg_broken(pg) ? WRITE_AGAIN : WRITE_FAULT;
}
