/* SPDX-License-Identifier: Apache-2.0
 *
 * members.h - agencies and procedures that facts name, against those that have a code.
 */
#ifndef HENTRA_VERIFY_MEMBERS_H
#define HENTRA_VERIFY_MEMBERS_H

#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stddef.h>
#include <stdint.h>

/* Numbers in order. */
struct ids {
        uint32_t *at;
        size_t n, capacity;
};
struct members { /* zero is ready; each array: agencies, procedures */
        struct ids known[2], missing[2];
        uint32_t last[2]; /* known, and asked for last; 0: none yet */
};

MUST enum fault members_read(struct members *m, struct pg *pg, struct err *e);
void members_agency(struct members *m, uint32_t id);
void members_procedure(struct members *m, uint32_t id); /* 0: none was said */
int64_t members_missing(const struct members *m);
void members_free(struct members *m);

#endif
