/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_rows.h - dossiers that a test made, as a warehouse that has always had them.
 */
#ifndef HENTRA_TESTS_SUPPORT_DOSSIER_ROWS_H
#define HENTRA_TESTS_SUPPORT_DOSSIER_ROWS_H

#include "consumers/verify/verify.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include "tests/support/capture.h"
#include "tests/support/scratch.h"

/* Copies the rows of dossier_row_copy(), frees them, and lets `hentra verify --repair` make the flows. */
static inline void dossier_rows_put(struct scratch *s, struct bytes *rows)
{
        struct err e;
        int64_t copied;
        if (pg_copy_in(s->pg, SQL_load_dossier_copy, rows, &copied, &e) != OK)
                fail_msg("%s", e.text);
        bytes_free(rows);
        struct capture c = capture_begin(STDOUT_FILENO);
        assert_int_equal(scratch_run(s, verify_command, "verify", "--no-kafka", "--repair", NULL), 0);
        free(capture_end(&c));
}

#endif
