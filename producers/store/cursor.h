/* SPDX-License-Identifier: Apache-2.0
 *
 * cursor.h - which records of a store are still needed: at most two ranges of them. It is a file of the
 * folder, replaced whole.
 *
 *     from … until   the backlog: what came in while nothing could be sent; empty where from = until
 *     live …         all that came in later
 *
 * Rule: the file tells too little rather than too much. So: after a kill some records are sent once more.
 */
#ifndef HENTRA_STORE_CURSOR_H
#define HENTRA_STORE_CURSOR_H

#include "core/base/err.h"
#include <stdbool.h>
#include <stdint.h>

/* Between two records: the position of the next one, and its number. */
struct store_place {
        uint64_t position, number;
};

struct store_cursor {
        struct store_place from, until, live; /* from <= until <= live */
};

bool store_cursor_needs(const struct store_cursor *c, uint64_t begin,
                        uint64_t end); /* of these positions any */
uint64_t store_cursor_records(const struct store_cursor *c, uint64_t next_number);
struct store_place store_cursor_first(const struct store_cursor *c);

/* *found false: there is none, or it is damaged, which is logged: *c is then all zero. RETRY: it cannot be
 * read. */
MUST enum fault store_cursor_read(int folder, struct store_cursor *c, bool *found, struct err *e);
/* On the disk when it returns OK. RETRY: the disk is full or failed; the file is as before. */
MUST enum fault store_cursor_write(int folder, const struct store_cursor *c, struct err *e);

#endif
