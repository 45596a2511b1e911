/* SPDX-License-Identifier: Apache-2.0
 *
 * slots.c - see slots.h.
 */
#include "consumers/warehouse/slots.h"

#include "core/lib/log.h"
#include "generated/embedded.h"

void slots_warn(struct pg *pg)
{
        struct pg_result *r;
        struct err e;
        if (pg_run(pg, SQL_slot_read, NULL, 0, &r, &e) != OK) {
                log_debug("slot.not_looked_at", KT("reason", e.text));
                return;
        }
        for (int row = 0; row < pg_rows(r); row++) {
                const bool lost = text_equal(pg_get_text(r, row, COL_slot_read_wal_status), TEXT("lost"));
                log_warn(lost ? "slot.lost" : "slot.not_read",
                         KT("slot", pg_get_text(r, row, COL_slot_read_slot).at),
                         KI("kept_bytes", pg_get_int(r, row, COL_slot_read_kept_bytes)),
                         KT("hint",
                            lost ? "its subscriber must begin anew (docs/feeding.md): drop the "
                                   "subscription, empty the tables, subscribe"
                                 : "the server keeps its log for it: start its subscriber, or drop the "
                                   "slot"));
        }
        pg_free(r);
}
