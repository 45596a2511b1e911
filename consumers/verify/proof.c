/* SPDX-License-Identifier: Apache-2.0
 *
 * proof.c - rows of dossiers are compared as bytes; flows of histories and tables are merged by key.
 */
#include "consumers/verify/proof.h"

#include "consumers/warehouse/dossier_row.h"
#include "consumers/warehouse/dossier_stream.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

/* The program and its libraries take a part of load.memory; the rest is for rows, three quarters of it as
 * they are added up, a quarter packed. */
static size_t memory_of_flows(int64_t memory)
{
        const int64_t overhead = 36 << 20;
        return (size_t)(memory > overhead + overhead / 2 ? memory - overhead : memory / 3);
}

void proof_init(struct proof *p, const struct warehouse *warehouse, int64_t memory, struct progress *progress)
{
        const size_t room = memory_of_flows(memory);
        /* Beside a row two slots of the table, at most four, and what sorting takes. */
        enum { A_ROW = sizeof(struct flow_row) + 4 * sizeof(uint32_t) + 2 * sizeof(void *) };
        *p = (struct proof){.warehouse = warehouse, .progress = progress};
        p->rows_most = room / 4 * 3 / A_ROW;
        p->spill.most = room / 4;
}

void proof_free(struct proof *p)
{
        flow_sums_free(&p->sums);
        for (int grain = 0; grain < GRAIN_COUNT; grain++)
                flow_runs_free(&p->runs[grain]);
        spill_free(&p->spill);
        members_free(&p->members);
        source_days_free(&p->sources);
        bytes_free(&p->expected);
}

/* ---- dossiers ---- */

static enum fault set_aside(struct proof *p, struct err *e)
{
        if (flow_runs_add(&p->runs[GRAIN_DAY], &p->spill, &p->sums.day, e) != OK)
                return e->kind;
        return flow_runs_add(&p->runs[GRAIN_HALF_MONTH], &p->spill, &p->sums.half_month, e);
}

static enum fault add_flows(struct proof *p, const struct timeline *t, struct err *e)
{
        flow_sums_add(&p->sums, t, p->warehouse->zone, 1);
        return p->sums.day.n + p->sums.half_month.n < p->rows_most ? OK : set_aside(p, e);
}

static enum fault visit(void *context, const struct dossier_stored *stored, const struct history *h,
                        const struct timeline *t, struct err *e)
{
        struct proof *p = context;
        p->dossiers++;
        p->received += t->received_at != NO_TIME;
        p->open += t->received_at != NO_TIME && t->ended_by == STATUS_UNKNOWN;
        if (stored->agency) /* else all that was said of it was taken back */
                members_agency(&p->members, stored->agency);
        members_procedure(&p->members, stored->procedure);
        source_days_of_history(&p->sources, p->warehouse->zone, h);
        progress_show(p->progress, (uint64_t)p->dossiers, -1, NULL);
        if (add_flows(p, t, e) != OK)
                return e->kind;
        bytes_clear(&p->expected);
        dossier_row_copy(&p->expected, COLS_dossier_stream, stored->id, h, t, p->warehouse->zone);
        if (p->expected.len == stored->row.len &&
            memcmp(p->expected.at, stored->row.at, stored->row.len) == 0)
                return OK;
        if (p->damaged < PROOF_EXAMPLES)
                snprintf(p->damaged_id[p->damaged], sizeof(p->damaged_id[0]), "%.*s", (int)stored->id.len,
                         stored->id.at);
        p->damaged++;
        return p->repair ? p->repair(p->context, stored->id, h, t, e) : OK;
}

enum fault proof_read(struct proof *p, struct pg *pg, struct err *e)
{
        const struct dossier_visit v = {visit, p};
        if (members_read(&p->members, pg, e) != OK || dossier_stream(pg, p->warehouse, &v, e) != OK ||
            set_aside(p, e) != OK)
                return e->kind;
        flow_sums_free(&p->sums); /* the merge needs the room */
        return OK;
}

/* ---- flows ---- */

/* The measures of the columns behind the key. */
#define DAY_COLUMN(name, about) [COL_flow_day_stream_##name - COL_flow_day_stream_submitted] = M_##name,
static const enum measure day_measures[MEASURE_COUNT] = {MEASURES(DAY_COLUMN)};
#define HALF_MONTH_COLUMN(name, about) \
        [COL_flow_half_month_stream_##name - COL_flow_half_month_stream_submitted] = M_##name,
static const enum measure half_month_measures[MEASURE_COUNT] = {MEASURES(HALF_MONTH_COLUMN)};

struct comparing {
        struct proof *p;
        enum flow_grain grain;
        struct flow_merge *merge;
        struct flow_row should, is; /* the next of the histories; that of the table, shards summed */
        bool some_should, some_is;
        uint64_t rows;
};

static enum fault differs(struct comparing *c, const struct flow_row *should, const struct flow_row *is,
                          struct err *e)
{
        struct proof *p = c->p;
        const int64_t n = p->different[c->grain]++;
        if (n < PROOF_EXAMPLES) {
                p->lacks[c->grain][n] = *should;
                flow_row_add(&p->lacks[c->grain][n], is, -1);
        }
        return p->repair_flow ? p->repair_flow(p->context, c->grain, should, e) : OK;
}

static enum fault next_should(struct comparing *c, struct err *e)
{
        return flow_merge_next(c->merge, &c->should, &c->some_should, e);
}

/* Compares the row of the table, and what should lie before it. NULL: there is no row any more. */
static enum fault settle(struct comparing *c, const struct flow_row *is, struct err *e)
{
        int order = -1;
        while (c->some_should && (!is || (order = flow_key_compare(&c->should.key, &is->key)) < 0)) {
                const struct flow_row nothing = {.key = c->should.key};
                if (differs(c, &c->should, &nothing, e) != OK || next_should(c, e) != OK)
                        return e->kind;
        }
        if (!is)
                return OK;
        struct flow_row should = {.key = is->key};
        if (c->some_should && order == 0) {
                should = c->should;
                if (next_should(c, e) != OK)
                        return e->kind;
        }
        struct flow_row lacks = should;
        flow_row_add(&lacks, is, -1);
        return flow_row_counts(&lacks) ? differs(c, &should, is, e) : OK;
}

/* The keys of dossiers are positive, and 8 bits suffice for a channel. */
static bool read_key(const char **at, enum flow_grain grain, struct flow_key *key)
{
        key->day = pg_copied_date(at);
        const int64_t agency = pg_copied_int(at);
        const int64_t procedure = grain == GRAIN_HALF_MONTH ? pg_copied_int(at) : 0;
        const int64_t channel = pg_copied_int(at), case_kind = pg_copied_int(at);
        key->agency = (uint32_t)agency;
        key->procedure = (uint32_t)procedure;
        key->channel = (uint8_t)channel;
        key->case_kind = (uint8_t)case_kind;
        return agency >= 0 && procedure >= 0 && key->channel == channel && key->case_kind == case_kind;
}

static void read_measures(const char **at, enum flow_grain grain, struct flow_row *row)
{
        const enum measure *measures = grain == GRAIN_DAY ? day_measures : half_month_measures;
        for (int column = 0; column < MEASURE_COUNT; column++) {
                const int64_t amount = pg_copied_int(at);
                if (amount)
                        flow_row_put(row, measures[column], amount);
        }
}

static enum fault table_row(void *context, struct text row, struct err *e)
{
        struct comparing *c = context;
        struct flow_key key = {0};
        const char *at = pg_copied_begin(row);
        const bool possible = read_key(&at, c->grain, &key);
        progress_show(c->p->progress, ++c->rows, -1, NULL);
        if (c->grain == GRAIN_HALF_MONTH) {
                members_agency(&c->p->members, key.agency);
                members_procedure(&c->p->members, key.procedure);
        }
        if (!possible) {
                struct flow_row is = {.key = key};
                const struct flow_row nothing = {.key = key};
                read_measures(&at, c->grain, &is);
                c->p->no_key = true;
                return differs(c, &nothing, &is, e);
        }
        if (c->some_is && flow_key_compare(&c->is.key, &key) != 0) {
                if (settle(c, &c->is, e) != OK)
                        return e->kind;
                c->some_is = false;
        }
        if (!c->some_is)
                c->is = (struct flow_row){.key = key};
        c->some_is = true;
        read_measures(&at, c->grain, &c->is);
        return OK;
}

static enum fault compare_grain(struct proof *p, enum flow_grain grain, struct pg *pg, struct err *e)
{
        struct comparing c = {.p = p, .grain = grain};
        const char *sql = grain == GRAIN_DAY ? SQL_flow_day_stream : SQL_flow_half_month_stream;
        enum fault fault = proof_merge(p, grain, &c.merge, e);
        if (fault == OK)
                fault = next_should(&c, e);
        if (fault == OK)
                fault = pg_copy_out(pg, sql, table_row, &c, e);
        if (fault == OK && c.some_is)
                fault = settle(&c, &c.is, e);
        if (fault == OK)
                fault = settle(&c, NULL, e);
        flow_merge_close(c.merge);
        return fault;
}

enum fault proof_compare(struct proof *p, struct pg *pg, struct err *e)
{
        for (int grain = 0; grain < GRAIN_COUNT; grain++) {
                if (compare_grain(p, (enum flow_grain)grain, pg, e) != OK)
                        return e->kind;
        }
        return OK;
}

enum fault proof_merge(const struct proof *p, enum flow_grain grain, struct flow_merge **m, struct err *e)
{
        return flow_merge_open(m, &p->runs[grain], &p->spill, p->spill.most, e);
}
