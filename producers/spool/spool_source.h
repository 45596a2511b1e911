/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_source.h - the files of a directory, one after another, as a source for the pump.
 */
#ifndef HENTRA_SPOOL_SPOOL_SOURCE_H
#define HENTRA_SPOOL_SPOOL_SOURCE_H

#include "producers/source.h"
#include "producers/spool/spool_file.h"

struct spool_counts {
        uint64_t done, refused; /* files */
        uint64_t tied;          /* of those done: another file of this spool has the same stated_at */
        uint64_t unchanged;     /* documents of this run that were not sent, since they said nothing new */
        uint64_t withdrawn;     /* documents of this run: their source has ceased to mention their case */
        uint64_t stood_in;      /* ends of this run whose time another column or the export gave */
        uint64_t retracted;     /* events of this run: what files said by a former mapping */
        struct portal_tally portal; /* of this run, where format = portal */
        uint64_t left; /* files that the last scan left in place: unreadable, still being written */
        struct journal_place total; /* of these files, from their beginning, whichever run read it */
};

struct spool_options {
        const char *memory;   /* folder of the door's memory; NULL: beside the journal */
        uint64_t memory_most; /* documents that it holds */
        uint64_t missed_most; /* see spool_file.h */
};

struct spool {
        struct spool_shared shared;
        struct spool_door door;
        struct inbox inbox;
        struct spool_file file;
        bool open;          /* `file` is being read */
        size_t next;        /* in the inbox's list */
        bool unwithdrawing; /* a former mapping's withdrawals are taken back, before files are read again */
        struct complete_cases withdrawn; /* of them, those still to be taken back */
        bool again;                      /* the inbox's list has what was moved away, to be read again */
        bool scanned;                    /* since the spool was idle */
        bool worked;                     /* a file was finished since the last scan */
        uint64_t handed, settled;        /* events */
        uint64_t bytes, bytes_read;
        struct spool_counts counts;
};

/* The mapping is borrowed. USAGE: no such directory, or one that cannot hold the memory; FATAL: another spool
 * works on it. */
MUST enum fault spool_open(struct spool *s, const struct mapping *mapping, const char *path,
                           const struct spool_options *options, struct err *e);
void spool_close(struct spool *s); /* after spool_open(); what was read of an unfinished file is counted */

extern const struct source spool_source; /* `self` is the struct spool */

#endif
