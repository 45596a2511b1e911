/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping.h - the columns of an export as fields of events: a file that an office writes once.
 *
 * docs/sources.md explains the file with examples. In short:
 *   [file]          format = csv | portal, row = event | case | both, delimiter, encoding, stated_at,
 *                   returning, absent, trim, personal, complete, emptied_end
 *   [dates]         formats, zone, gap, overlap, due_day, midnight
 *   [dates FIELD]   the same for one field, or for a status of [case]
 *   [made]          a column of our own = column + 'text' + column | column
 *   [columns]       field = column
 *   [constants]     field = the same value for every row
 *   [case]          status = the column with the day the case reached it
 *   [end STATUS]    column, is, at, substitute: a column's word means this end
 *   [values FIELD]  value of ours = cell | cell | …, with other = and empty =
 *   [units]         of format = portal: name in DonViXuLy = agency
 * Its texts are kept in NFC, and cells and names of columns are compared in NFC. Reading it checks
 * everything that can be known without data. A mapping that reads personal data is refused.
 */
#ifndef HENTRA_FORMAT_MAPPING_H
#define HENTRA_FORMAT_MAPPING_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/event_field.h"
#include "core/base/text.h"
#include "producers/format/dates.h"
#include "producers/format/portal.h"
#include <stdbool.h>
#include <stddef.h>

/* The fields of an event that a mapping can fill, in the order in which a row is read. From status on they
 * belong to the row's own event, not to the dates of [case]. */
#define MAP_FIELD_LIST(X)    \
        X(dossier_id)        \
        X(source)            \
        X(agency)            \
        X(received_by)       \
        X(procedure)         \
        X(field)             \
        X(case_kind)         \
        X(level)             \
        X(channel)           \
        X(return_channel)    \
        X(service)           \
        X(payment)           \
        X(digitised)         \
        X(electronic_result) \
        X(reused_data)       \
        X(shared_to_store)   \
        X(citizen_data)      \
        X(fee)               \
        X(rating)            \
        X(about)             \
        X(submitted_at)      \
        X(due_at)            \
        X(stated_at)         \
        X(status)            \
        X(occurred_at)       \
        X(sequence)

enum map_field_id {
#define MAP_FIELD_ID(member) MAP_##member,
        MAP_FIELD_LIST(MAP_FIELD_ID)
#undef MAP_FIELD_ID
                MAP_FIELDS
};
extern const struct event_field *const map_fields[MAP_FIELDS];

/* The meaning of a cell, or a constant. */
struct map_value {
        char *from; /* the cell; NULL for constants, `other` and `empty` */
        char *text; /* of a FIELD_TEXT */
        int code;   /* of a FIELD_CODE or FIELD_TRUTH */
        bool keep;  /* `other = keep`: the cell itself (FIELD_TEXT) */
};
struct map_values {
        struct map_value *list; /* sorted by `from` */
        size_t n;
        struct map_value *other,
                *empty; /* NULL: a cell that is not listed is refused; an empty one is absent */
        int line;       /* of the mapping; 0: no value map */
};
struct map_column {
        char *name;          /* NULL: no column */
        int line;            /* of the mapping */
        struct dates *dates; /* of [dates FIELD]; NULL: the mapping's hold */
        int dates_line;
};
struct map_list {
        char **item;
        size_t n;
};

/* [end STATUS]: a row is known to have ended so by the word in a column. */
enum { END_COLUMNS_MOST = 8 };
struct map_end {
        int line;                                 /* of the mapping; 0: there is no such section */
        struct map_column column;                 /* the one with the word; the same for all ends */
        struct map_list words;                    /* cells that mean this end */
        struct map_list at, substitute;           /* names of columns */
        struct map_column time[END_COLUMNS_MOST]; /* the first that is not empty has the time; borrowed */
        size_t own_times, times; /* the first are the end's own, those behind them stand for its time */
        bool at_export;          /* without any: it counts from the export that first has the row */
};

/* [made]: a column of the mapping's own. Its cell is that of the first alternative with anything in its first
 * column: its cells and the texts between them, but a text before an empty cell. */
enum { MADE_MOST = 16, MADE_PIECES_MOST = 16 };
struct map_piece {
        struct map_column column; /* without a name: it is a text */
        char *text;
        bool begins; /* an alternative */
};
struct map_made {
        char *name;
        struct map_piece piece[MADE_PIECES_MOST];
        size_t n;
};
struct map_field {
        struct map_column column;
        struct map_value *constant; /* NULL: none */
        struct map_values values;
};

/* MAP_FORMAT_PORTAL: each row is a document (MAP_ROW_CASE) or a step (MAP_ROW_EVENT) as portal.h has it, a
 * line of JSON. Such a mapping has no columns: row_bind() refuses it. */
enum map_format { MAP_FORMAT_CSV, MAP_FORMAT_PORTAL };
enum map_row { MAP_ROW_UNSET, MAP_ROW_EVENT, MAP_ROW_CASE, MAP_ROW_BOTH };
struct mapping {
        uint64_t hash;     /* of its contents without comments and spaces; never 0 */
        uint64_t stating;  /* hash of what tells when a row was stated */
        struct bytes text; /* these contents: a mapping by itself, with the same hash */
        enum map_format format;
        int format_line; /* of the mapping; 0: left out */
        enum map_row row;
        char delimiter;
        char *encoding;     /* of the files, as iconv calls it; NULL: UTF-8 */
        char *stated_at;    /* pattern of the files' names, see file_time.h; NULL: by modification time */
        bool returning_new; /* contents that come again are a new statement */
        bool complete;      /* a file mentions every dossier that the source holds */
        bool end_reopens;   /* a later row without an end: the end was true, the dossier opened again */
        int complete_line, emptied_end_line, returning_line; /* of the mapping; 0: left out */
        struct map_list absent;   /* cells that mean "nothing here", beside the empty one */
        struct map_list trim;     /* texts that are taken off both ends of a cell */
        struct map_list personal; /* further columns with personal data */
        struct dates dates;
        struct map_field field[MAP_FIELDS];
        struct map_column case_column[STATUS_COUNT];
        struct map_end end[STATUS_COUNT];
        struct map_made made[MADE_MOST];
        size_t mades;
        const struct map_column *ends; /* the column with the word of an end; NULL: none */
        struct portal_unit *units;     /* of [units]; names in NFC */
        size_t unit_n;
        int units_line;
};

/* USAGE: "file:line: the fault; the allowed values". */
MUST enum fault mapping_open(struct mapping **m, const char *path, struct err *e);
void mapping_close(struct mapping *m); /* NULL is fine */

/* The loader would refuse a time before it; MOMENT_FIRST where it was not set. */
void mapping_set_earliest(struct mapping *m, micros earliest);

/* The entry for a cell, or NULL. */
const struct map_value *map_values_find(const struct map_values *v, struct text cell);
bool map_list_has(const struct map_list *list, struct text cell);

/* True when two columns, by name, read the same column of an export: itself, or in what is made of it. */
bool mapping_columns_meet(const struct mapping *m, const char *a, const char *b);

#endif
