/* SPDX-License-Identifier: Apache-2.0
 *
 * import.h - a catalogue's file against the warehouse: what it would change, and the change itself.
 *
 * An empty valid_from means from the beginning, an empty valid_to (exclusive) until further notice. A file
 * contains all versions of its members. What it does not name is left alone: other members, and of versions
 * that exist the columns that the file lacks; without valid_from a member's only version is meant, and one of
 * several is refused. A parent or successor is one of the file or of the warehouse.
 *   agencies    code, name, level (PROVINCE|DISTRICT|COMMUNE), [parent, province, successor,
 *               vertical (yes|no), valid_from, valid_to]
 *   procedures  code, name, [field, field_name, service (INFORMATION|PARTIAL|FULL|UNKNOWN),
 *               statutory_minutes, has_fee (yes|no), fee_online (yes|no), returns_paper (yes|no), duration,
 *               duration_unit (HOUR|DAY|WORKING_DAY|MONTH), valid_from, valid_to]
 *   aliases     alias, agency (empty: it leads nowhere any more), system (OLD|ONE_STOP|PORTAL|NAME),
 *               [source (empty: any), valid_from, valid_to]
 *   affixes     affix, place (START|END), [used (yes|no)]
 */
#ifndef HENTRA_CATALOGUE_IMPORT_H
#define HENTRA_CATALOGUE_IMPORT_H

#include "consumers/catalogue/kind.h"
#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stdbool.h>

/* One cell that the import changes. Of a member that is added or deleted there is one for each of its cells;
 * `before` or `after` is then absent (at NULL). Borrowed until the call returns. */
struct catalogue_change {
        struct text what;  /* ADD, CHANGE or DELETE */
        struct text code;  /* of the member */
        struct text since; /* first day of the version; absent: from the beginning */
        struct text column, before, after;
};

struct catalogue_wish {
        enum catalogue which;
        const char *path;
        bool dry_run;                                                            /* change nothing */
        void (*on_change)(void *context, const struct catalogue_change *change); /* NULL: nobody asks */
        void *context;
};

struct catalogue_outcome {
        int64_t rows;    /* of the file */
        int64_t changed; /* rows of the warehouse that were added, corrected or deleted */
};

/* All of the file or nothing. Logs a warning when two codes of procedures, in the file or in the warehouse,
 * differ in zeros at their end only. USAGE: names the file, its line and the allowed values. */
MUST enum fault catalogue_import(struct pg *pg, const struct catalogue_wish *wish,
                                 struct catalogue_outcome *outcome, struct err *e);

#endif
