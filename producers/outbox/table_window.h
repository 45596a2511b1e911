/* SPDX-License-Identifier: Apache-2.0
 *
 * table_window.h - from which change value on a table is read at each look, so that no row is missed that a
 * transaction commits late. Pure.
 *
 * A change value (a time, a rising number) is taken before its transaction commits, so a row may appear
 * below values that were read already. At each look a mark notes the highest value read so far, the time, and
 * the transactions that had not begun to write. Below the value of a mark nothing appears any more once there
 * is a mark, or a look, an overlap later, and all transactions are over that had begun to write before that
 * later one: what appears after it took its value before the first, and began to write after the second, so
 * it wrote nothing for all of the overlap. However long it is open behind its first write, it is waited for.
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
enum { TABLE_VALUE_MOST = 64, TABLE_MARKS = 64, TABLE_MARKS_KEPT = 2 };

struct table_mark {
        micros at;    /* by the server's clock */
        int64_t next; /* the first transaction that had not begun to write */
        char value[TABLE_VALUE_MOST];
};
struct table_window {
        micros overlap;
        struct table_mark mark[TABLE_MARKS]; /* the oldest first */
        size_t n;
        micros held;                  /* see table_window_held() */
        char floor[TABLE_VALUE_MOST]; /* "": from the beginning */
        char next_floor[TABLE_VALUE_MOST];
};

/* `floor` and `marks` as they were kept; "", and a mark whose value is "": there is none. */
void table_window_open(struct table_window *w, micros overlap, const char *floor,
                       const struct table_mark marks[static TABLE_MARKS_KEPT]);
/* The marks that are to be kept beside the floor: the oldest, and the first one an overlap later. With both a
 * floor rises also where each run has one look, and somebody always writes. Value "": there is none. */
void table_window_marks(const struct table_window *w, struct table_mark marks[static TABLE_MARKS_KEPT]);

/* A look begins: `oldest` is the oldest transaction that writes now, `next` the first that does not yet.
 * `highest` is the highest value that was read before, or was there before the two were asked for; "": none.
 * Marks of a later time, or of transactions that there are not yet, are another server's, and are dropped. */
void table_window_look(struct table_window *w, micros at, int64_t oldest, int64_t next, const char *highest);

/* Makes it the floor after this look: the caller knows that nothing appears below it any more. */
void table_window_raise(struct table_window *w, const char *value);

/* It has read everything from the floor on: the floor may move. */
void table_window_looked(struct table_window *w);

/* The time of the oldest mark of which a transaction that had begun to write before it is still open, for
 * longer than the overlap; NO_TIME: there is none. */
micros table_window_held(const struct table_window *w);

#endif
