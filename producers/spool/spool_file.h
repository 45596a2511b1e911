/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_file.h - one file of a spool: identified, read row by row, settled, moved away.
 *
 * Rule: the journal's mark is a place between two rows before which every event is in Kafka.
 * So: a process that ends anywhere loses nothing, and sends again at most the events behind the mark.
 */
#ifndef HENTRA_SPOOL_SPOOL_FILE_H
#define HENTRA_SPOOL_SPOOL_FILE_H

#include "producers/spool/complete.h"
#include "producers/spool/export_file.h"
#include "producers/spool/inbox.h"
#include "producers/spool/journal.h"
#include "producers/spool/rejected.h"
#include "producers/spool/row_order.h"
#include "producers/spool/spool_door.h"
#include <stdbool.h>
#include <stdint.h>

enum { SPOOL_MARKS = 256 };

/* Parts that all files of a spool share; borrowed. */
struct spool_shared {
        const struct mapping *mapping;
        struct inbox *inbox;
        struct journal *journal;
        uint64_t missed_most;    /* complete exports that do not mention a case, until it is withdrawn */
        struct spool_door *door; /* NULL: the mapping makes no documents */
};

/* Rule: a file that was read by another mapping than the present one is taken back first, by the mapping
 * that it was read by, and then read again.
 * So: it has up to two passes, and the journal says which one a mark belongs to. */
/* Rule: no row is read again as stated before it was taken back.
 * So: where the present mapping tells otherwise when a row was stated, none of the file is said before the
 * latest time at which one was taken back. What both mappings make of a row would else stay taken back. */
struct spool_file { /* zero, with fd, rows.text and list.fd -1, is closed */
        const struct spool_shared *shared;
        char *name;
        int fd;
        int64_t modified; /* nanoseconds, as of the digest */
        uint64_t size;
        struct journal_entry entry; /* as in the journal */
        struct journal_place now;   /* behind the rows handed out */
        struct mapping *former;     /* of the pass that takes back; NULL in the other one */
        uint64_t retracted;         /* events of that pass, of this run */
        micros latest;              /* of that pass, the latest row_order_said_at() */
        struct export_file rows;
        struct rejected list;
        struct row_events row;
        size_t handed;                /* events of the row that were handed out */
        bool ended;                   /* there is no further row */
        bool over;                    /* nor a case that is missed */
        struct complete_cases missed; /* of a complete export that was read to its end */
        struct journal_spool
                after;      /* the spool's state with this export; `mapping` 0: it is not judged yet */
        bool refused;       /* as a whole */
        uint64_t unchanged; /* documents that say nothing new, of this run */
        uint64_t withdrawn; /* cases that are missed, of this run */
        uint64_t stood_in;  /* ends whose time another column or the export gave, of this run */
        bool tied;          /* another file of this spool has the same stated_at */
        struct {
                uint64_t number; /* events handed out before it, as the pump counts them */
                struct journal_place mark;
        } marks[SPOOL_MARKS]; /* not settled yet, oldest at [first] */
        size_t first, n;
        uint64_t rows_marked;
        struct row_order *order;
        struct row_saying saying;
};

enum spool_begun {
        SPOOL_READING, /* go on with spool_file_next() */
        SPOOL_OVER     /* nothing to read: moved away; `now` has its counts */
};

/* Begins the file `name` of reading/, or goes on with it; `fresh`: it came there just now. Close it in any
 * case. RETRY: a stop was asked meanwhile. */
MUST enum fault spool_file_begin(struct spool_file *f, const struct spool_shared *shared, const char *name,
                                 bool fresh, enum spool_begun *how, struct err *e);
/* After the end of the pass that takes back, with everything settled: begins to read, as
 * spool_file_begin(). */
MUST enum fault spool_file_read_again(struct spool_file *f, enum spool_begun *how, struct err *e);
void spool_file_close(struct spool_file *f); /* twice is fine */

/* The next event, which gets the number `number`, or *got false: f->over, a stop was asked, or some
 * thousand rows were read and spool_file_settle() may move the journal's mark before the next call. Texts of
 * *v live until the next call. */
MUST enum fault spool_file_next(struct spool_file *f, uint64_t number, struct event *v, bool *got,
                                struct err *e);

/* Every event below `settled` is in Kafka: moves the journal's mark. */
MUST enum fault spool_file_settle(struct spool_file *f, uint64_t settled, struct err *e);

/* After the end, with everything settled: moves the file and its list away. *changed: somebody wrote to the
 * file while it was read; it stays, to be read again. */
MUST enum fault spool_file_finish(struct spool_file *f, bool *changed, struct err *e);

#endif
