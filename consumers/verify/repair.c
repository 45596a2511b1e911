/* SPDX-License-Identifier: Apache-2.0
 *
 * repair.c - one connection reads the histories, another writes columns and flows.
 */
#include "consumers/verify/repair.h"

#include "consumers/verify/proof.h"
#include "consumers/warehouse/dossier_change.h"
#include "consumers/warehouse/dossier_row.h"
#include "consumers/warehouse/flow_row.h"
#include "consumers/warehouse/form06_sums.h"
#include "consumers/warehouse/warehouse.h"
#include "generated/embedded.h"

struct repair {
        struct pg *reader, *writer;
        struct warehouse warehouse;
        struct proof proof;
        struct bytes rows;
};

static enum fault rewrite(void *context, struct text dossier_id, const struct history *h,
                          const struct timeline *t, struct err *e)
{
        struct repair *r = context;
        dossier_row_copy(&r->rows, COLS_dossier_change_copy, dossier_id, h, t, r->warehouse.zone);
        dossier_change_no_xmin(&r->rows);
        return pg_copy_put(r->writer, &r->rows, e);
}

static enum fault write_columns(struct repair *r, struct err *e)
{
        int64_t copied;
        r->proof.warehouse = &r->warehouse;
        r->proof.repair = rewrite;
        r->proof.context = r;
        bytes_clear(&r->rows);
        if (dossier_change_open(r->writer, e) != OK || dossier_change_begin(r->writer, e) != OK ||
            proof_read(&r->proof, r->reader, e) != OK || pg_copy_end(r->writer, &r->rows, &copied, e) != OK)
                return e->kind;
        return pg_run(r->writer, SQL_repair_dossier, NULL, 0, NULL, e);
}

static enum fault write_flows(struct repair *r, struct err *e)
{
        const int32_t shard = 0; /* no position has it: loaders add to other rows */
        (void)flow_sums_finish(&r->proof.flows);
        if (pg_script(r->writer, SQL_repair_clear_flows, e) != OK ||
            flow_rows_copy(r->writer, r->proof.flows.day.rows, r->proof.flows.day.n, GRAIN_DAY, shard,
                           &r->rows, e) != OK)
                return e->kind;
        return flow_rows_copy(r->writer, r->proof.flows.half_month.rows, r->proof.flows.half_month.n,
                              GRAIN_HALF_MONTH, shard, &r->rows, e);
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
            move_rule(r, rule_version, e) != OK || write_columns(r, e) != OK || write_flows(r, e) != OK ||
            form06_sum_all(r->writer, NULL, e) != OK)
                return e->kind;
        return pg_script(r->writer, dry_run ? "rollback" : "commit", e);
}

enum fault repair_run(const struct conf *conf, int rule_version, bool dry_run, int wait_s,
                      struct progress *progress, struct repair_result *result, struct err *e)
{
        struct repair r = {.proof.progress = progress};
        enum fault fault = warehouse_connect(&r.reader, conf, "hentra verify", wait_s, e);
        if (fault == OK)
                fault = warehouse_connect(&r.writer, conf, "hentra verify --repair", wait_s, e);
        if (fault == OK)
                fault = in_transaction(&r, rule_version, dry_run, e);
        if (fault == OK)
                *result = (struct repair_result){
                        .dossiers = r.proof.dossiers,
                        .rewritten = r.proof.damaged,
                        .flow_rows = (int64_t)(r.proof.flows.day.n + r.proof.flows.half_month.n),
                        .rule_version = r.warehouse.rule->version,
                };
        proof_free(&r.proof);
        bytes_free(&r.rows);
        pg_close(r.writer);
        pg_close(r.reader);
        warehouse_close(&r.warehouse);
        return fault;
}
