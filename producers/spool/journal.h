/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.h - the state of every file that was ever laid into a spool's directory, by its contents.
 *
 * An entry is found by the SHA-256 of the contents, so a copy under another name is the same file: it keeps
 * the time of its first copy, and reading goes on where it ended. The journal is a text file
 * (journal_line.h); lines are appended, and the last line of a hash counts. A last line that a crash tore
 * off is dropped. The file is written anew, with one line for each hash and one of the spool, when it is
 * opened and whenever most of its lines are outdated.
 */
#ifndef HENTRA_SPOOL_JOURNAL_H
#define HENTRA_SPOOL_JOURNAL_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include <stdbool.h>
#include <stdint.h>

enum journal_state {
        JOURNAL_READING,    /* everything before the mark is in Kafka */
        JOURNAL_SENT,       /* everything is; the file may not have been moved away yet */
        JOURNAL_REFUSED,    /* the file as a whole cannot be read; it may not have been moved away yet */
        JOURNAL_DONE,       /* moved away; the same contents may come again */
        JOURNAL_RETRACTING, /* what it said by the mapping `mapping` is being taken back, up to the mark */
        JOURNAL_UNDONE, /* what only it said was taken back, see undo.h; the same contents may come again */
        JOURNAL_STATES
};

/* A place between two rows of a file, and the counts up to there. */
struct journal_place {
        uint64_t offset, line;
        uint64_t rows, events, repeated, rejected;
        uint64_t gaps, overlaps;
        uint64_t list_bytes; /* of the list of rejected rows */
        uint64_t left_out;   /* cells, of rows that were read */
        uint64_t unnamed;    /* of the rejected rows of a complete export: nobody can tell their case */
};

struct journal_entry {
        uint8_t hash[32];
        enum journal_state state;
        micros stated_at;    /* of the first copy: by its name, or else by its modification time */
        micros seen_at;      /* first seen, by our clock: no statement in it is later; 0: unknown */
        uint64_t ahead;      /* 1: it is dated more than a day after that */
        micros moved_at;     /* moved away, by our clock; 0: not yet, or by a version that did not write it */
        uint64_t moved_name; /* its name there, hashed */
        uint64_t mapping;    /* hash of the mapping that it was read with, see mapping.h; 0: unknown */
        uint64_t corrections;   /* readings by former mappings that were taken back */
        uint64_t documents;     /* 1: rows of cases were read as documents, as since version 3 */
        uint64_t export_number; /* of a complete export, see complete.h; 0: none */
        uint64_t generation;    /* of the spool when it was read last */
        micros not_before;      /* no row of it is said earlier, see spool_file.h; 0: no such bound */
        struct journal_place mark;
};

/* The state of the spool as a whole. */
struct journal_spool {
        uint64_t mapping;    /* hash of the mapping in use; 0: none was noted yet */
        uint64_t generation; /* counts the mappings that took the place of another one */
        /* 1: files that were read by a former mapping are still to be read again; 2: and before that, what
         * complete exports withdrew is to be taken back. */
        uint64_t correcting;
        /* Complete exports, see complete.h. */
        uint64_t exports;             /* number of the last one that counted */
        uint64_t export_size;         /* its rows; 0: there was none */
        uint64_t small_size;          /* of the last one, where it must be confirmed; else 0 */
        micros small_at, complete_at; /* stated_at of that one, and of the latest */
};

struct journal;

/* Opens (or begins) the journal `name` in the directory `dir`. FATAL: it cannot be read or written, or is
 * damaged anywhere but at its end. */
MUST enum fault journal_open(struct journal **j, int dir, const char *name, struct err *e);
void journal_close(struct journal *j); /* NULL is fine */

/* NULL: never seen. Lives until the next call. */
const struct journal_entry *journal_find(const struct journal *j, const uint8_t hash[static 32]);

/* The latest time at which anything can have been stated in a file that was read to its end: none is stated
 * later than the file's first sight. NO_TIME: there is no such file. */
micros journal_latest(const struct journal *j);

/* True when another file of this journal has the same stated_at. */
bool journal_ties(const struct journal *j, const struct journal_entry *entry);

/* Forgets files that were moved away before `before` and are in none of the directories any more. Entries of
 * a version that did not keep the name stay. */
MUST enum fault journal_forget(struct journal *j, micros before, const int *dirs, size_t n, struct err *e);

/* `durable`: returns when it is on the disk. A line that a killed process wrote is kept either way. */
MUST enum fault journal_write(struct journal *j, const struct journal_entry *entry, bool durable,
                              struct err *e);

const struct journal_spool *journal_of_spool(const struct journal *j); /* all zero in a new journal */
/* Returns when it is on the disk. Its mapping is not 0. */
MUST enum fault journal_write_spool(struct journal *j, const struct journal_spool *spool, struct err *e);

#endif
