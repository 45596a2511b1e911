/* SPDX-License-Identifier: Apache-2.0
 *
 * places.h - where a text is found, in columns of the warehouse and in files, and what is done there.
 */
#ifndef HENTRA_ERASE_PLACES_H
#define HENTRA_ERASE_PLACES_H

#include "consumers/erase/needle.h"
#include "core/lib/pg.h"
#include <stdint.h>

#define ERASED "[erased]" /* what stands in its place */

struct place {
        char *name;         /* "quarantine.value", or the path of a file */
        int64_t found;      /* rows that hold it; of a file how often it does */
        int64_t removed;    /* of them */
        const char *done;   /* what is done with it; NULL: hentra changes nothing there */
        const char *advice; /* what a person has to do, or has to know */
};
struct places {
        struct place *of;
        size_t n;
        int64_t searched; /* values, and files */
};
void places_free(struct places *p); /* zero is fine */

/* Searches every text of the warehouse, and removes what may be removed unless `dry_run`. In one
 * transaction, which the caller has begun with isolation level repeatable read. RETRY: a row was changed
 * meanwhile. */
MUST enum fault places_in_warehouse(struct places *p, struct pg *pg, const struct needle *n, bool dry_run,
                                    struct err *e);

/* Searches a file, or all files below a folder; links are not followed. Changes nothing. */
MUST enum fault places_in_files(struct places *p, const char *path, const struct needle *n, struct err *e);

/* For the two above: adds a place. */
struct place *places_add(struct places *p, const char *name);

#endif
