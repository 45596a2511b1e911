/* SPDX-License-Identifier: Apache-2.0
 *
 * unit.h - the units that index 766 is computed for, and what is counted of each.
 *
 * A province, and below it, all listed flat as the national portal does: its departments, its districts as
 * long as there were any, its communes. An agency is counted at one unit by the catalogue of the period's
 * last day (sql/views/54_index.sql), and at its province. An agency that no catalogue names is a
 * unit of its own: nothing is dropped.
 */
#ifndef HENTRA_REPORT_INDEX_UNIT_H
#define HENTRA_REPORT_INDEX_UNIT_H

#include "consumers/report/index/measure.h"
#include "core/base/text.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stdint.h>

enum index_unit_kind {
        UNIT_PROVINCE,
        UNIT_DEPARTMENT,
        UNIT_DISTRICT,
        UNIT_COMMUNE,
        UNIT_UNKNOWN,
        UNIT_KINDS
};
extern const char *const index_unit_kind_names[UNIT_KINDS];

struct index_unit {
        char *code; /* of an agency; of a province its Hnn, empty if no code tells it. Owned, as the name */
        char *name; /* NULL: no catalogue names it */
        enum index_unit_kind kind;
        int province; /* place of its province among the units; of a province its own */
        bool inferred;
        int64_t count[IM_COUNT];
        uint8_t *procedure; /* by group of procedures: bits of enum index_use; NULL: none was used */
};

enum index_use {
        USE_ANY = 1 << 0,
        USE_RECEIVED_ONLINE = 1 << 1,
        USE_FEE = 1 << 2,
        USE_PAID_ONLINE = 1 << 3,
        USE_CITIZEN_DATA = 1 << 4,
        USE_OFFERED_ONLINE = 1 << 5, /* a dossier says so; the catalogue goes before it */
        USE_HANDLED = 1 << 6,        /* by a dossier of R */
        USE_PAID_UNASKED = 1 << 7,   /* paid online, and nobody said whether there was a fee */
};

enum index_word { WORD_UNKNOWN, WORD_NO, WORD_YES };
enum index_catalogued { CATALOGUED_NEVER, CATALOGUED_TODAY, CATALOGUED_ELSE };

/* A procedure as the catalogue of the day has it. */
struct index_procedure {
        int32_t group, statutory_minutes;
        uint8_t service;
        uint8_t has_fee, fee_online, returns_paper; /* enum index_word */
        uint8_t catalogued;                         /* enum index_catalogued */
};

struct index_units {
        struct index_unit *of; /* provinces first */
        int n, provinces;
        int *by_agency; /* place of the agency's unit; -1: it is none */
        bool *vertical; /* by agency: it belongs to a ministry */
        size_t agencies;
        struct index_procedure *procedure; /* by number of the procedure */
        size_t procedures;
        int32_t groups;
        bool fee_online_told; /* by the catalogue, of some procedure with a fee */
};

/* Reads all units of a day, without counts, and procedures. The caller frees, also after a fault. */
MUST enum fault index_units_read(struct index_units *u, struct pg *pg, int32_t day, struct err *e);
void index_units_free(struct index_units *u); /* twice is fine */

/* The unit of an agency, and NULL for one that is left out. */
struct index_unit *index_unit_of(struct index_units *u, uint32_t agency, bool with_vertical);
/* WORD_UNKNOWN, too, where it is none. */
enum index_word index_returns_paper(const struct index_units *u, uint32_t procedure);
/* Adds at the unit and at its province. */
void index_unit_add(struct index_units *u, struct index_unit *unit, enum index_measure measure,
                    int64_t amount);
void index_unit_use(struct index_units *u, struct index_unit *unit, uint32_t procedure, unsigned uses);
/* Forgets what was counted. */
void index_units_clear(struct index_units *u);
/* From the uses to the measures that count procedures; once, at the end. */
void index_units_finish(struct index_units *u);

#endif
