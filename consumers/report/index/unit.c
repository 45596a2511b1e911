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
        u->agencies = rows ? (size_t)pg_get_int(r, rows - 1, COL_index_units_agency_id) + 1 : 0;
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
                                .catalogued = pg_get_int(r, row, COL_index_procedures_catalogued)};
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

/* Says what the catalogue has of each group: bit 0 it is named, bit 1 its service is known, bit 2 it is
 * online. */
static uint8_t *groups_of(const struct index_units *u, bool *any)
{
        uint8_t *group = need_alloc((size_t)u->groups);

        *any = false;
        for (size_t p = 0; p < u->procedures; p++) {
                const struct index_procedure *of = &u->procedure[p];

                if (of->group < 0 || !of->catalogued)
                        continue;
                *any = true;
                group[of->group] |= 1;
                if (of->service != SERVICE_UNKNOWN)
                        group[of->group] |= 2;
                if (of->service == PARTIAL || of->service == FULL)
                        group[of->group] |= 4;
        }
        return group;
}

/* A province has the procedures of its catalogue, if there is one; any other unit those of its dossiers. */
static void finish_unit(const struct index_units *u, struct index_unit *unit, const uint8_t *catalogue,
                        bool whole)
{
        int64_t *count = unit->count;

        for (int32_t g = 0; g < u->groups; g++) {
                const unsigned used = unit->procedure ? unit->procedure[g] : 0U;
                const bool here = whole ? catalogue[g] & 1 : used != 0;
                const bool online = catalogue[g] & 2 ? catalogue[g] & 4 : used & USE_OFFERED_ONLINE;

                count[IM_procedures] += here;
                count[IM_procedures_online] += here && online;
                count[IM_procedures_citizen_data] += here && used & USE_CITIZEN_DATA;
                count[IM_services_online] += here && online;
                count[IM_services_with_online] += here && online && used & USE_RECEIVED_ONLINE;
                count[IM_fee_procedures] += (used & USE_FEE) != 0;
                count[IM_fee_procedures_paid_online] += (used & USE_PAID_ONLINE) != 0;
        }
}

void index_units_finish(struct index_units *u)
{
        bool any;
        uint8_t *catalogue = groups_of(u, &any);

        for (int i = 0; i < u->n; i++)
                finish_unit(u, &u->of[i], catalogue, any && i < u->provinces);
        free(catalogue);
}
