/* SPDX-License-Identifier: Apache-2.0
 *
 * inbox.h - the directory that exports are laid into, and where they go from there.
 *
 *   DIR/            files appear here by rename, in any order, at any time; names that begin with '.' or end
 *                   in .tmp or .part are not ready yet
 *   DIR/reading/    the one that is being read; a new file of the same name in DIR/ does not disturb it
 *   DIR/done/       files that were read to their end
 *   DIR/rejected/   NAME.csv: rows of NAME that could not be read, cells that were left out; whole/: files
 *                   that could not be read at all
 *   DIR/.hentra/    lock, journal, mappings and memory
 * Nothing is ever overwritten: a name that is taken gets a number in front of its extension.
 *
 * Rule: a file that may still be written to stays where it is.
 * So: it is claimed when the kernel gives a lease on it (fcntl, F_SETLEASE), which it does only while nobody
 * has the file open for writing. Where it gives none (a file of another user, many network file systems),
 * size and time must be the same at two scans, quiet_ms apart; such a file is waited for as long as
 * patience_ms.
 */
#ifndef HENTRA_SPOOL_INBOX_H
#define HENTRA_SPOOL_INBOX_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* In the order in which files are read. */
enum inbox_place {
        INBOX_CLAIMED, /* in reading/: an earlier run did not finish it */
        INBOX_DONE,    /* in done/ */
        INBOX_WHOLE,   /* in rejected/whole/ */
        INBOX_NEW
};

struct inbox_file {
        char *name;
        enum inbox_place place;
        int64_t modified; /* nanoseconds */
        uint64_t size, inode;
        micros since; /* steady: the first scan that found it as it is now */
        micros first; /* steady: the first scan that found its name */
};

struct inbox {
        char *path;
        int dir, reading, done, rejected, whole, state; /* descriptors; -1: closed */
        int lock;                  /* descriptor of the lock file: one spool a directory */
        int watch;                 /* descriptor of inotify: readable when a file has appeared */
        int quiet_ms, patience_ms; /* where no lease is given; inbox_open() sets them */
        micros ask_again;          /* steady: time to scan again for waiting files; END_OF_TIME: none waits */
        struct inbox_file *file;   /* of the last scan, by place, then the oldest first */
        size_t n;
};

/* USAGE: no such directory; FATAL: another spool works on it. */
MUST enum fault inbox_open(struct inbox *in, const char *path, struct err *e);
void inbox_close(struct inbox *in); /* after inbox_open(); twice is fine */

/* Reads the directory anew, and forgets what `watch` has reported until now. `moved`: also the files that
 * were moved away. */
MUST enum fault inbox_scan(struct inbox *in, bool moved, struct err *e);

/* False for names of files that are not ready yet. */
bool inbox_name_is_ready(const char *name);

/* The directory of a place, and its path below that of the inbox: "reading". */
int inbox_dir(const struct inbox *in, enum inbox_place place, const char **path);

/* Time of the last change, in nanoseconds; the nearest value that fits when the time is out of range. */
int64_t inbox_modified(const struct stat *st);

enum inbox_taken {
        INBOX_TAKEN,
        INBOX_GONE,
        INBOX_LEFT, /* it stays, for *reason */
        INBOX_WAITS /* it is unknown yet whether it is being written: scan again at ask_again */
};
/* Moves a file to reading/, or leaves it where it is. */
MUST enum fault inbox_take(struct inbox *in, const struct inbox_file *file, enum inbox_taken *how,
                           const char **reason, struct err *e);

/* Moves `name` from one of the directories to another, as `as` or, where that is taken, with a number in
 * front of its extension; `moved` is the name it has there. Nothing happens when it is not there any more. */
MUST enum fault inbox_move(int from, const char *name, int to, const char *as,
                           char moved[static NAME_MAX + 1], struct err *e);

#endif
