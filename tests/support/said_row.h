/* SPDX-License-Identifier: Apache-2.0
 *
 * said_row.h - what was said of a random dossier (dossier_random.h), as its row of the warehouse.
 */
#ifndef HENTRA_TESTS_SUPPORT_SAID_ROW_H
#define HENTRA_TESTS_SUPPORT_SAID_ROW_H

#include "consumers/warehouse/dossier_row.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include "tests/support/dossier_random.h"
#include <stdio.h>

/* Adds dossier number `i`, "D-0007", for COPY; *life: its life by the rules of form 06. */
static inline void said_row(struct bytes *rows, int i, struct timeline *life)
{
        char id[32];
        history_of(&h, said, said_n);
        timeline_derive(&h, rule_of(RULE_FORM06), zone, life);
        snprintf(id, sizeof(id), "D-%04d", i);
        dossier_row_copy(rows, COLS_load_dossier_copy, text_of(id), &h, life, zone);
}

#endif
