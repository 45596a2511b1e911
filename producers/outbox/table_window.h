/* SPDX-License-Identifier: Apache-2.0
 *
 * table_window.h - from which change value on a table is read at each look, so that no row is missed that a
 * transaction commits late. Pure.
 *
 * A change value (a time, a rising number) is taken before its transaction commits, so a row may appear below
 * values that were read already. At each look a mark notes the highest value read so far, the time, and the
 * transactions that had not begun to write. Below the value of a mark nothing appears any more once it is old
 * enough and all transactions that had begun to write before it are over: what appears later took its value
 * before the mark, began to write after it, and was open for all of the overlap in between.
 *
 * Rule: a look reads from the floor that stood before it, and raises it at its end.
 * So: what was committed between two looks is read before the floor passes it.
 */
#ifndef HENTRA_OUTBOX_TABLE_WINDOW_H
#define HENTRA_OUTBOX_TABLE_WINDOW_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values as the server writes them; a longer one is none that a change column may have. */
enum { TABLE_VALUE_MOST = 64, TABLE_MARKS = 64 };

struct table_mark {
        micros at;    /* by the server's clock */
        int64_t next; /* the first transaction that had not begun to write */
        char value[TABLE_VALUE_MOST];
};
struct table_window {
        micros overlap;
        struct table_mark mark[TABLE_MARKS]; /* the oldest first */
        size_t n;
        char floor[TABLE_VALUE_MOST]; /* "": from the beginning */
        char next_floor[TABLE_VALUE_MOST];
};

/* `floor` and `mark` as they were kept; "", and a mark whose value is "": there is none. */
void table_window_open(struct table_window *w, micros overlap, const char *floor,
                       const struct table_mark *mark);
/* The mark that is to be kept beside the floor: the oldest. Without it a floor would never rise where each
 * run has one look. Its value "": there is none. */
struct table_mark table_window_mark(const struct table_window *w);

/* A look begins: `oldest` is the oldest transaction that writes now, `next` the first that does not yet.
 * `highest` is the highest value that was read before, or was there before the two were asked for; "": none.
 * Marks of a later time, or of transactions that there are not yet, are another server's, and are dropped. */
void table_window_look(struct table_window *w, micros at, int64_t oldest, int64_t next, const char *highest);

/* Makes it the floor after this look: the caller knows that nothing appears below it any more. */
void table_window_raise(struct table_window *w, const char *value);

/* It has read everything from the floor on: the floor may move. */
void table_window_looked(struct table_window *w);

/* The time of the oldest mark that is old enough, but waits for a transaction; NO_TIME: there is none. */
micros table_window_held(const struct table_window *w, micros at);

#endif
