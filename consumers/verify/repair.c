/* SPDX-License-Identifier: Apache-2.0
 *
 * repair.c - one connection reads the histories, another writes what differs.
 *
 * Flows that differ are kept until the tables have been read. If they are too many for that, or if a table
 * has what no key reaches, all flows are written anew.
 */
#include "consumers/verify/repair.h"

#include "consumers/verify/proof.h"
#include "consumers/verify/sources.h"
#include "consumers/warehouse/dossier_change.h"
#include "consumers/warehouse/dossier_row.h"
#include "consumers/warehouse/flow_row.h"
#include "consumers/warehouse/form06_sums.h"
#include "consumers/warehouse/warehouse.h"
#include "generated/embedded.h"
#include <stdlib.h>

/* Rows of flows as they should be; of a key that should not be there, all amounts are 0. */
struct right {
        struct flow_row *rows;
        size_t n, capacity;
};

struct repair {
        struct pg *reader, *writer;
        struct warehouse warehouse;
        struct proof proof;
        struct right right[GRAIN_COUNT];
        size_t most;   /* rows that are kept at a time */
        bool too_many; /* some that differ are not kept */
        int64_t written;
        struct bytes buffer;
};

static enum fault rewrite(void *context, struct text dossier_id, const struct history *h,
                          const struct timeline *t, struct err *e)
{
        struct repair *r = context;
        dossier_row_copy(&r->buffer, COLS_dossier_change_copy, dossier_id, h, t, r->warehouse.zone);
        dossier_change_no_xmin(&r->buffer);
        return pg_copy_put(r->writer, &r->buffer, e);
}

static enum fault write_columns(struct repair *r, struct err *e)
{
        int64_t copied;
        bytes_clear(&r->buffer);
        if (dossier_change_open(r->writer, e) != OK || dossier_change_begin(r->writer, e) != OK ||
            proof_read(&r->proof, r->reader, e) != OK || pg_copy_end(r->writer, &r->buffer, &copied, e) != OK)
                return e->kind;
        return copied ? pg_run(r->writer, SQL_repair_dossier, NULL, 0, NULL, e) : OK;
}

/* ---- flows ---- */

static void keep(struct right *right, const struct flow_row *row)
{
        if (right->n == right->capacity) {
                right->capacity = right->capacity ? right->capacity * 2 : 256;
                right->rows = need_realloc(right->rows, right->capacity * sizeof(*right->rows));
        }
        right->rows[right->n++] = *row;
}

static enum fault keep_right(void *context, enum flow_grain grain, const struct flow_row *row, struct err *e)
{
        struct repair *r = context;
        (void)e;
        r->too_many |= r->right[GRAIN_DAY].n + r->right[GRAIN_HALF_MONTH].n >= r->most;
        if (!r->too_many)
                keep(&r->right[grain], row);
        return OK;
}

static enum fault write_rows(struct repair *r, enum flow_grain grain, struct err *e)
{
        const int32_t shard = 0; /* no position has it: loaders add to other rows */
        struct right *right = &r->right[grain];
        r->written += (int64_t)right->n;
        return flow_rows_copy(r->writer, right->rows, right->n, grain, shard, &r->buffer, e);
}

static enum fault delete_keys(struct repair *r, enum flow_grain grain, struct err *e)
{
        enum { DAY, AGENCY, CHANNEL, CASE_KIND, PROCEDURE, PARTS };
        const struct right *right = &r->right[grain];
        struct bytes buffers[PARTS] = {0};
        struct pg_param params[PARTS];
        int32_t *part = need_alloc(right->n * sizeof(*part));
        for (int which = DAY; which < PARTS; which++) {
                for (size_t i = 0; i < right->n; i++) {
                        const struct flow_key *key = &right->rows[i].key;
                        part[i] = which == DAY         ? key->day
                                  : which == AGENCY    ? (int32_t)key->agency
                                  : which == CHANNEL   ? key->channel
                                  : which == CASE_KIND ? key->case_kind
                                                       : (int32_t)key->procedure;
                }
                params[which] = pg_int4_array(&buffers[which], part, right->n);
        }
        const bool by_day = grain == GRAIN_DAY;
        const enum fault fault =
                pg_run(r->writer, by_day ? SQL_repair_flow_day_delete : SQL_repair_flow_half_month_delete,
                       params, by_day ? PROCEDURE : PARTS, NULL, e);
        for (int which = DAY; which < PARTS; which++)
                bytes_free(&buffers[which]);
        free(part);
        return fault;
}

/* Keys whose amounts are all 0 have no row. */
static void drop_empty(struct right *right)
{
        size_t kept = 0;
        for (size_t i = 0; i < right->n; i++) {
                if (flow_row_counts(&right->rows[i]))
                        right->rows[kept++] = right->rows[i];
        }
        right->n = kept;
}

static enum fault write_different(struct repair *r, struct err *e)
{
        for (int grain = 0; grain < GRAIN_COUNT; grain++) {
                if (r->right[grain].n == 0)
                        continue;
                if (delete_keys(r, (enum flow_grain)grain, e) != OK)
                        return e->kind;
                drop_empty(&r->right[grain]);
                if (write_rows(r, (enum flow_grain)grain, e) != OK)
                        return e->kind;
        }
        return OK;
}

static enum fault write_grain(struct repair *r, enum flow_grain grain, struct err *e)
{
        struct right *right = &r->right[grain];
        struct flow_merge *merge;
        struct flow_row row;
        bool any = true;
        enum fault fault = proof_merge(&r->proof, grain, &merge, e);
        while (fault == OK && any) {
                right->n = 0;
                while (fault == OK && any && right->n < r->most) {
                        fault = flow_merge_next(merge, &row, &any, e);
                        if (fault == OK && any)
                                keep(right, &row);
                }
                if (fault == OK && right->n)
                        fault = write_rows(r, grain, e);
        }
        flow_merge_close(merge);
        return fault;
}

static enum fault write_all(struct repair *r, struct err *e)
{
        r->written = 0;
        if (pg_script(r->writer, SQL_repair_clear_flows, e) != OK)
                return e->kind;
        for (int grain = 0; grain < GRAIN_COUNT; grain++) {
                if (write_grain(r, (enum flow_grain)grain, e) != OK)
                        return e->kind;
                free(r->right[grain].rows);
                r->right[grain] = (struct right){0};
        }
        return OK;
}

/* True: what form 06 reads is not what triggers should have made of the flows. */
static enum fault form06_differs(struct repair *r, bool *differs, struct err *e)
{
        struct pg_result *found;
        if (pg_run(r->writer, SQL_verify_form06, NULL, 0, &found, e) != OK)
                return e->kind;
        *differs = pg_get_int(found, 0, COL_verify_form06_differing) != 0;
        pg_free(found);
        return OK;
}

static enum fault write_flows(struct repair *r, struct err *e)
{
        bool all;
        if (proof_compare(&r->proof, r->reader, e) != OK)
                return e->kind;
        all = r->too_many || r->proof.no_key;
        if (!all && (write_different(r, e) != OK || form06_differs(r, &all, e) != OK))
                return e->kind;
        return all ? write_all(r, e) : OK;
}

/* When repetitions came, and how many, only the topic has: what is right stays as it is. */
static enum fault write_sources(struct repair *r, struct err *e)
{
        int64_t differing;
        if (sources_compare(&r->proof.sources, r->proof.dossiers, r->writer, &differing, e) != OK)
                return e->kind;
        return differing ? source_days_replace(r->writer, &r->proof.sources, e) : OK;
}

static enum fault move_rule(struct repair *r, int rule_version, struct err *e)
{
        const int wanted = rule_version ? rule_version : r->warehouse.rule->version;
        if (wanted == r->warehouse.rule_version && r->warehouse.same_rules)
                return OK;
        r->warehouse.rule = rule_of(wanted);
        if (!r->warehouse.rule)
                return fail(e, USAGE, "rule version %d is unknown: %d (form 06) and %d (index 766) are",
                            wanted, RULE_FORM06, RULE_INDEX766);
        const struct pg_param rules[] = {pg_int4(wanted), pg_int8(r->warehouse.rule->fingerprint)};
        if (pg_run(r->writer, SQL_repair_rule, rules, 2, NULL, e) != OK)
                return e->kind;
        return pg_run(r->writer, SQL_repair_position_rule, rules, 1, NULL, e);
}

static enum fault in_transaction(struct repair *r, int rule_version, bool dry_run, struct err *e)
{
        if (pg_script(r->writer, SQL_repair_begin, e) != OK ||
            warehouse_open_to_repair(&r->warehouse, r->reader, e) != OK ||
            pg_run(r->writer, SQL_repair_agencies_lock, NULL, 0, NULL, e) != OK ||
            pg_run(r->writer, SQL_repair_agencies, NULL, 0, NULL, e) != OK ||
            move_rule(r, rule_version, e) != OK || write_columns(r, e) != OK || write_flows(r, e) != OK ||
            form06_sum_all(r->writer, NULL, e) != OK || write_sources(r, e) != OK)
                return e->kind;
        return pg_script(r->writer, dry_run ? "rollback" : "commit", e);
}

static void repair_init(struct repair *r, int64_t memory, struct progress *progress)
{
        *r = (struct repair){0};
        proof_init(&r->proof, &r->warehouse, memory, progress);
        r->proof.repair = rewrite;
        r->proof.repair_flow = keep_right;
        r->proof.context = r;
        r->most = r->proof.rows_most / 2; /* the sums are gone by then */
}

static void repair_free(struct repair *r)
{
        for (int grain = 0; grain < GRAIN_COUNT; grain++)
                free(r->right[grain].rows);
        proof_free(&r->proof);
        bytes_free(&r->buffer);
        pg_close(r->writer);
        pg_close(r->reader);
        warehouse_close(&r->warehouse);
}

enum fault repair_run(const struct conf *conf, int rule_version, bool dry_run, int wait_s,
                      struct progress *progress, struct repair_result *result, struct err *e)
{
        struct repair r;
        repair_init(&r, conf_count(conf, "load.memory"), progress);
        enum fault fault = warehouse_connect(&r.reader, conf, "hentra verify", wait_s, e);
        if (fault == OK)
                fault = warehouse_connect(&r.writer, conf, "hentra verify --repair", wait_s, e);
        if (fault == OK)
                fault = in_transaction(&r, rule_version, dry_run, e);
        if (fault == OK)
                *result = (struct repair_result){
                        .dossiers = r.proof.dossiers,
                        .rewritten = r.proof.damaged,
                        .flow_rows = r.written,
                        .rule_version = r.warehouse.rule->version,
                };
        repair_free(&r);
        return fault;
}
