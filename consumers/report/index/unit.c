/* SPDX-License-Identifier: Apache-2.0
 *
 * unit.c - tables by number: of agencies, of procedures, and a byte for each procedure that a unit used.
 */
#include "consumers/report/index/unit.h"

#include "core/base/bytes.h"
#include "core/base/event.h"
#include "generated/embedded.h"
#include <stdlib.h>

const char *const index_unit_kind_names[UNIT_KINDS] = {"PROVINCE", "DEPARTMENT", "DISTRICT", "COMMUNE",
                                                       "UNKNOWN"};

static char *copy(struct text t)
{
        char *s = need_alloc(t.len + 1);

        if (t.len > 0)
                memcpy(s, t.at, t.len);
        return s;
}

static int province_find(struct index_units *u, struct text code)
{
        for (int i = 0; i < u->provinces; i++) {
                if (text_equal(text_of(u->of[i].code), code))
                        return i;
        }
        return -1;
}

static void add_provinces(struct index_units *u, const struct pg_result *r)
{
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text code = pg_get_text(r, row, COL_index_units_province);
                const bool own = pg_get_int(r, row, COL_index_units_kind) == UNIT_PROVINCE;
                int i = province_find(u, code);

                if (i < 0) {
                        i = u->provinces++;
                        u->of[i] = (struct index_unit){.code = copy(code), .province = i};
                }
                /* The agency that is the province itself gives the province its name. */
                if (own && !u->of[i].name && !pg_is_null(r, row, COL_index_units_name))
                        u->of[i].name = copy(pg_get_text(r, row, COL_index_units_name));
        }
        u->n = u->provinces;
}

static void add_units(struct index_units *u, const struct pg_result *r)
{
        int *place = need_alloc(u->agencies * sizeof(*place)); /* by number of the agency that is the unit */

        for (size_t a = 0; a < u->agencies; a++)
                u->by_agency[a] = -1;
        for (int row = 0; row < pg_rows(r); row++) {
                const int64_t agency = pg_get_int(r, row, COL_index_units_agency_id);
                const int64_t unit = pg_get_int(r, row, COL_index_units_unit_id);
                const bool named = !pg_is_null(r, row, COL_index_units_name);

                if (place[unit] == 0) {
                        u->of[u->n] = (struct index_unit){
                                .code = copy(pg_get_text(r, row, COL_index_units_unit)),
                                .name = named ? copy(pg_get_text(r, row, COL_index_units_name)) : NULL,
                                .kind = (enum index_unit_kind)pg_get_int(r, row, COL_index_units_kind),
                                .province = province_find(u, pg_get_text(r, row, COL_index_units_province)),
                                .inferred = pg_get_int(r, row, COL_index_units_inferred)};
                        place[unit] = ++u->n;
                }
                u->by_agency[agency] = place[unit] - 1;
                u->vertical[agency] = pg_get_int(r, row, COL_index_units_vertical);
        }
        free(place);
}

static enum fault read_agencies(struct index_units *u, struct pg *pg, int32_t day, struct err *e)
{
        struct pg_result *r;
        const struct pg_param param = pg_date(day);

        if (pg_run(pg, SQL_index_units, &param, 1, &r, e) != OK)
                return e->kind;
        const int rows = pg_rows(r);
        for (int row = 0; row < rows; row++) {
                const size_t agency = (size_t)pg_get_int(r, row, COL_index_units_agency_id);
                u->agencies = agency < u->agencies ? u->agencies : agency + 1;
        }
        u->of = need_alloc(2 * (size_t)rows * sizeof(*u->of)); /* a province of its own for each, at most */
        u->by_agency = need_alloc(u->agencies * sizeof(*u->by_agency));
        u->vertical = need_alloc(u->agencies * sizeof(*u->vertical));
        add_provinces(u, r);
        add_units(u, r);
        pg_free(r);
        return OK;
}

static enum fault read_procedures(struct index_units *u, struct pg *pg, int32_t day, struct err *e)
{
        struct pg_result *r;
        const struct pg_param param = pg_date(day);

        if (pg_run(pg, SQL_index_procedures, &param, 1, &r, e) != OK)
                return e->kind;
        const int rows = pg_rows(r);
        u->procedures = rows ? (size_t)pg_get_int(r, rows - 1, COL_index_procedures_procedure_id) + 1 : 0;
        u->procedure = need_alloc(u->procedures * sizeof(*u->procedure));
        for (size_t p = 0; p < u->procedures; p++)
                u->procedure[p].group = -1;
        for (int row = 0; row < rows; row++) {
                const int32_t group = (int32_t)pg_get_int(r, row, COL_index_procedures_group_number);

                u->procedure[pg_get_int(r, row, COL_index_procedures_procedure_id)] =
                        (struct index_procedure){
                                .group = group,
                                .statutory_minutes =
                                        (int32_t)pg_get_int(r, row, COL_index_procedures_statutory_minutes),
                                .service = (uint8_t)pg_get_int(r, row, COL_index_procedures_service),
                                .has_fee = (uint8_t)pg_get_int(r, row, COL_index_procedures_has_fee),
                                .fee_online = (uint8_t)pg_get_int(r, row, COL_index_procedures_fee_online),
                                .returns_paper =
                                        (uint8_t)pg_get_int(r, row, COL_index_procedures_returns_paper),
                                .catalogued = (uint8_t)pg_get_int(r, row, COL_index_procedures_catalogued)};
                u->groups = group >= u->groups ? group + 1 : u->groups;
        }
        pg_free(r);
        return OK;
}

enum fault index_units_read(struct index_units *u, struct pg *pg, int32_t day, struct err *e)
{
        *u = (struct index_units){0};
        return read_agencies(u, pg, day, e) == OK ? read_procedures(u, pg, day, e) : e->kind;
}

void index_units_free(struct index_units *u)
{
        for (int i = 0; i < u->n; i++) {
                free(u->of[i].code);
                free(u->of[i].name);
                free(u->of[i].procedure);
        }
        free(u->of);
        free(u->by_agency);
        free(u->vertical);
        free(u->procedure);
        *u = (struct index_units){0};
}

struct index_unit *index_unit_of(struct index_units *u, uint32_t agency, bool with_vertical)
{
        if (agency >= u->agencies || u->by_agency[agency] < 0 || (u->vertical[agency] && !with_vertical))
                return NULL;
        return &u->of[u->by_agency[agency]];
}

void index_unit_add(struct index_units *u, struct index_unit *unit, enum index_measure measure,
                    int64_t amount)
{
        unit->count[measure] += amount;
        u->of[unit->province].count[measure] += amount;
}

static void use(const struct index_units *u, struct index_unit *unit, int32_t group, unsigned uses)
{
        if (!unit->procedure)
                unit->procedure = need_alloc((size_t)u->groups);
        unit->procedure[group] |= (uint8_t)uses;
}

void index_unit_use(struct index_units *u, struct index_unit *unit, uint32_t procedure, unsigned uses)
{
        if (procedure == 0 || procedure >= u->procedures || u->procedure[procedure].group < 0)
                return;
        use(u, unit, u->procedure[procedure].group, uses);
        use(u, &u->of[unit->province], u->procedure[procedure].group, uses);
}

enum index_word index_returns_paper(const struct index_units *u, uint32_t procedure)
{
        return procedure < u->procedures ? (enum index_word)u->procedure[procedure].returns_paper
                                         : WORD_UNKNOWN;
}

void index_units_clear(struct index_units *u)
{
        for (int i = 0; i < u->n; i++) {
                memset(u->of[i].count, 0, sizeof(u->of[i].count));
                if (u->of[i].procedure)
                        memset(u->of[i].procedure, 0, (size_t)u->groups);
        }
}

/* Words of the catalogue of the day on a group. */
enum {
        SAYS_NAMED = 1 << 0,
        SAYS_SERVICE = 1 << 1,
        SAYS_ONLINE = 1 << 2,
        SAYS_FEE = 1 << 3,
        SAYS_NO_FEE = 1 << 4,
        SAYS_FEE_ONLINE = 1 << 5,
        SAYS_OVER = 1 << 6, /* it named it on another day */
};

static uint8_t says_of(const struct index_procedure *p)
{
        if (p->catalogued != CATALOGUED_TODAY)
                return p->catalogued == CATALOGUED_ELSE ? SAYS_OVER : 0;
        return (uint8_t)(SAYS_NAMED | (p->service != SERVICE_UNKNOWN ? SAYS_SERVICE : 0) |
                         (p->service == PARTIAL || p->service == FULL ? SAYS_ONLINE : 0) |
                         (p->has_fee == WORD_YES ? SAYS_FEE : 0) | (p->has_fee == WORD_NO ? SAYS_NO_FEE : 0) |
                         (p->fee_online == WORD_YES ? SAYS_FEE_ONLINE : 0));
}

static uint8_t *groups_of(struct index_units *u, bool *any)
{
        uint8_t *group = need_alloc((size_t)u->groups);

        *any = u->fee_online_told = false;
        for (size_t i = 0; i < u->procedures; i++) {
                const struct index_procedure *p = &u->procedure[i];

                if (p->group < 0)
                        continue;
                group[p->group] |= says_of(p);
                *any |= p->catalogued == CATALOGUED_TODAY;
                u->fee_online_told |= p->has_fee == WORD_YES && p->fee_online != WORD_UNKNOWN;
        }
        return group;
}

/* A province has the procedures of its catalogue, if there is one. Any other unit has those of its dossiers
 * that the catalogue has, too; of those that it never named, which may be gone by now, the ones in use. */
static bool is_here(unsigned says, unsigned used, bool whole)
{
        if (whole)
                return says & SAYS_NAMED;
        return says & SAYS_NAMED ? used != 0 : !(says & SAYS_OVER) && used & USE_HANDLED;
}

static void finish_procedure(int64_t *count, unsigned says, unsigned used)
{
        const bool online = says & SAYS_SERVICE ? says & SAYS_ONLINE : used & USE_OFFERED_ONLINE;
        const bool fee = says & SAYS_FEE || (!(says & SAYS_NO_FEE) && used & USE_FEE);
        const unsigned paid = says & SAYS_FEE ? USE_PAID_ONLINE | USE_PAID_UNASKED : USE_PAID_ONLINE;

        count[IM_procedures]++;
        count[IM_procedures_online] += online;
        count[IM_procedures_citizen_data] += (used & USE_CITIZEN_DATA) != 0;
        count[IM_services_online] += online;
        count[IM_services_with_online] += online && used & USE_RECEIVED_ONLINE;
        count[IM_fee_procedures] += fee;
        count[IM_fee_procedures_unknown] += !(says & (SAYS_FEE | SAYS_NO_FEE));
        count[IM_fee_procedures_online] += fee && says & SAYS_FEE_ONLINE;
        count[IM_fee_procedures_paid_online] += fee && used & paid;
}

void index_units_finish(struct index_units *u)
{
        bool any;
        uint8_t *catalogue = groups_of(u, &any);

        for (int i = 0; i < u->n; i++) {
                const struct index_unit *unit = &u->of[i];

                for (int32_t g = 0; g < u->groups; g++) {
                        const unsigned used = unit->procedure ? unit->procedure[g] : 0U;
                        if (is_here(catalogue[g], used, any && i < u->provinces))
                                finish_procedure(u->of[i].count, catalogue[g], used);
                }
        }
        free(catalogue);
}
