/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_row.h - a row of the outbox becomes an event (sql/outbox/outbox_install.sql has the columns).
 *
 * A statement and a step are entries of a log: `sequence` is the row's id, so that the same status said twice
 * is two events, and the same row always the same one. A document is named by its content alone, as
 * everywhere (event.h).
 */
#ifndef HENTRA_OUTBOX_OUTBOX_ROW_H
#define HENTRA_OUTBOX_OUTBOX_ROW_H

#include "core/base/event_field.h"
#include "core/lib/json.h"
#include "core/lib/pg.h"

struct outbox_reader {
        struct text source;      /* in NFC; borrowed */
        const struct zone *zone; /* of the source's local days and times; borrowed */
};

/* Keeps what the texts of an event point to, beside the row itself. Zero is empty. */
enum { OUTBOX_COPIES_MOST = EVENT_FIELD_COUNT + OCCURRENCES_MOST };
struct outbox_held {
        char *copy[OUTBOX_COPIES_MOST]; /* texts that had to be composed (NFC) */
        size_t copies;
        struct json_node *occurrences;
};
void outbox_held_clear(struct outbox_held *held); /* twice is fine */

/* Makes the event of a row of the query outbox_read. Its texts live as long as the result and `held`, which
 * is cleared first. It has passed event_check(). POISON: the reason names the column, and has nothing of the
 * row's contents. */
MUST enum fault outbox_row_read(const struct outbox_reader *reader, const struct pg_result *rows, int row,
                                micros observed_at, struct event *v, struct outbox_held *held, struct err *e);

#endif
