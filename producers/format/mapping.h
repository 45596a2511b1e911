/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping.h - how the columns of an export become the fields of events: a file that an office writes once.
 *
 * docs/sources.md explains the file with examples. In short:
 *   [file]          row = event | case | both, delimiter, encoding, stated_at, returning, absent, personal
 *   [dates]         formats, zone, gap, overlap, due_day
 *   [columns]       field = column
 *   [constants]     field = the same value for every row
 *   [case]          status = the column with the day the case reached it
 *   [values FIELD]  value of ours = cell | cell | …, with other = and empty =
 * Its texts are kept in NFC, and cells and headers are compared in NFC.
 * Reading it checks everything that can be known without data. A mapping that reads personal data is refused.
 */
#ifndef HENTRA_FORMAT_MAPPING_H
#define HENTRA_FORMAT_MAPPING_H

#include "core/base/err.h"
#include "core/base/event.h"
#include "core/base/text.h"
#include "producers/format/dates.h"
#include <stdbool.h>
#include <stddef.h>

/* The fields of an event that a mapping can fill. */
enum map_field_id {
        MAP_DOSSIER_ID,
        MAP_SOURCE,
        MAP_AGENCY,
        MAP_RECEIVED_BY,
        MAP_PROCEDURE,
        MAP_FIELD,
        MAP_CASE_KIND,
        MAP_LEVEL,
        MAP_CHANNEL,
        MAP_RETURN_CHANNEL,
        MAP_SERVICE,
        MAP_PAYMENT,
        MAP_DIGITISED,
        MAP_SUBMITTED_AT,
        MAP_DUE_AT,
        MAP_STATED_AT,
        MAP_STATUS, /* from here on: of the row's own event, not of the case's dates */
        MAP_OCCURRED_AT,
        MAP_SEQUENCE,
        MAP_FIELDS
};
enum map_kind { MAP_TEXT, MAP_CODE, MAP_TIME, MAP_NUMBER };
struct map_spec {
        const char *name; /* as in the mapping and in the event */
        enum map_kind kind;
        size_t offset;            /* in struct event */
        const char *const *codes; /* of MAP_CODE */
        int code_count;
        size_t most;   /* bytes of MAP_TEXT */
        bool optional; /* a longer one is left out */
};
extern const struct map_spec map_specs[MAP_FIELDS];

/* What a cell or a constant stands for. */
struct map_value {
        char *from; /* the cell; NULL for constants, `other` and `empty` */
        char *text; /* of MAP_TEXT */
        int code;   /* of MAP_CODE */
        bool keep;  /* `other = keep`: the cell itself (MAP_TEXT) */
};
struct map_values {
        struct map_value *list; /* sorted by `from` */
        size_t n;
        struct map_value *other,
                *empty; /* NULL: a cell that is not listed is refused; an empty one is absent */
        int line;       /* of the mapping; 0: no value map */
};
struct map_column {
        char *name; /* NULL: no column */
        int line;   /* of the mapping */
};
struct map_field {
        struct map_column column;
        struct map_value *constant; /* NULL: none */
        struct map_values values;
};

enum map_row { MAP_ROW_UNSET, MAP_ROW_EVENT, MAP_ROW_CASE, MAP_ROW_BOTH };
struct map_list {
        char **item;
        size_t n;
};
struct mapping {
        uint64_t hash; /* of all that it says, without comments and spaces; never 0 */
        enum map_row row;
        char delimiter;
        char *encoding; /* of the files, as iconv calls it; NULL: UTF-8 */
        char *stated_at; /* pattern of the files' names, see file_time.h; NULL: their modification time counts */
        bool returning_new;       /* bytes that come again are said anew */
        struct map_list absent;   /* cells that mean "nothing here", beside the empty one */
        struct map_list personal; /* further columns with personal data */
        struct dates dates;
        struct map_field field[MAP_FIELDS];
        struct map_column case_column[STATUS_COUNT];
};

/* USAGE: "file:line: what is wrong; what is allowed". */
MUST enum fault mapping_open(struct mapping **m, const char *path, struct err *e);
void mapping_close(struct mapping *m); /* NULL is fine */

/* The entry for a cell, or NULL. */
const struct map_value *map_values_find(const struct map_values *v, struct text cell);
bool map_list_has(const struct map_list *list, struct text cell);

#endif
