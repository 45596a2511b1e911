/* SPDX-License-Identifier: Apache-2.0
 *
 * verify.c - the command: each comparison, its differences, and the remedy.
 */
#include "consumers/verify/verify.h"

#include "consumers/verify/logs.h"
#include "consumers/verify/proof.h"
#include "consumers/verify/repair.h"
#include "consumers/verify/sources.h"
#include "consumers/warehouse/slots.h"
#include "consumers/warehouse/warehouse.h"
#include "core/program/command.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>

/* Remedy of a difference. */
enum cure {
        BY_REPAIR,  /* can be derived from the histories */
        BY_READING, /* only the topic has the missing part */
        BY_HAND     /* printed beside each */
};

struct findings {
        int64_t n[BY_HAND + 1]; /* kinds of difference, by cure */
};

static void finding(struct findings *f, const char *what, int64_t n, enum cure cure)
{
        printf("%-46s %12" PRId64 "%s\n", what, n, n ? "   <- differs" : "");
        f->n[cure] += n != 0;
}

static void show_flow_examples(const char *table, const struct flow_row *lacks, int64_t n)
{
        char day[16];
        for (int64_t i = 0; i < n && i < PROOF_EXAMPLES; i++) {
                const struct flow_row *row = &lacks[i];
                for (int m = 0; m < MEASURE_COUNT; m++) {
                        if (flow_amount(row, m))
                                printf("    %s %s agency %u procedure %u channel %s: %s lacks %" PRId64 "\n",
                                       table, day_format(row->key.day, day), row->key.agency,
                                       row->key.procedure,
                                       row->key.channel < CHANNEL_COUNT ? channel_names[row->key.channel]
                                                                        : "unheard of",
                                       measure_names[m], flow_amount(row, m));
                }
        }
}

static void check_flows(struct findings *f, const struct proof *p)
{
        finding(f, "rows of flow_day that are not the sum", p->different[GRAIN_DAY], BY_REPAIR);
        show_flow_examples("flow_day", p->lacks[GRAIN_DAY], p->different[GRAIN_DAY]);
        finding(f, "rows of flow_half_month that are not the sum", p->different[GRAIN_HALF_MONTH], BY_REPAIR);
        show_flow_examples("flow_half_month", p->lacks[GRAIN_HALF_MONTH], p->different[GRAIN_HALF_MONTH]);
}

static void check_dossiers(struct findings *f, const struct proof *p)
{
        printf("%-46s %12" PRId64 "\n", "dossiers", p->dossiers);
        finding(f, "dossiers whose columns are not derived", p->damaged, BY_REPAIR);
        for (int64_t i = 0; i < p->damaged && i < PROOF_EXAMPLES; i++)
                printf("    %s\n", p->damaged_id[i]);
}

/* The identities of form 06 over all time. */
static void check_identities(struct findings *f, const struct proof *p)
{
        const int64_t *total = p->runs[GRAIN_HALF_MONTH].total;
        const int64_t resolved = total[M_resolved_early] + total[M_resolved_on_time] +
                                 total[M_resolved_late] + total[M_resolved_no_due];
        const int64_t stopped = p->warehouse->rule->stopped_is_end ? total[M_stopped] - total[M_reopened] : 0;
        finding(f, "transferred in - transferred out", total[M_transferred_in] - total[M_transferred_out],
                BY_HAND);
        finding(f, "received dossiers - received flows", p->received - total[M_received], BY_HAND);
        finding(f, "received - ended - open dossiers",
                p->received - resolved - total[M_refused] - total[M_withdrawn] - stopped - p->open, BY_HAND);
}

static enum fault check_form06(struct findings *f, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_verify_form06, NULL, 0, &r, e) != OK)
                return e->kind;
        finding(f, "rows of flow_form06 that are not the sum", pg_get_int(r, 0, COL_verify_form06_differing),
                BY_REPAIR);
        pg_free(r);
        return OK;
}

static enum fault check_agencies(struct findings *f, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_verify_agencies, NULL, 0, &r, e) != OK)
                return e->kind;
        finding(f, "agencies that count for a wrong one", pg_get_int(r, 0, COL_verify_agencies_differing),
                BY_REPAIR);
        pg_free(r);
        return OK;
}

static enum fault check_frozen(struct findings *f, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_verify_frozen, NULL, 0, &r, e) != OK)
                return e->kind;
        finding(f, "frozen reports that were changed", pg_rows(r), BY_HAND);
        for (int row = 0; row < pg_rows(r) && row < PROOF_EXAMPLES; row++)
                printf("    %s\n", pg_get_text(r, row, COL_verify_frozen_name).at);
        pg_free(r);
        return OK;
}

static enum fault check_sources(struct findings *f, const struct proof *p, struct pg *pg, struct err *e)
{
        int64_t differing;
        if (sources_compare(&p->sources, p->dossiers, pg, &differing, e) != OK)
                return e->kind;
        finding(f, "sources: dossiers and statements not counted", differing, BY_REPAIR);
        return OK;
}

static enum fault check_positions(struct findings *f, struct pg *pg, const struct conf *conf, struct err *e)
{
        struct log_proof logs;
        if (logs_prove(pg, conf, &logs, e) != OK)
                return e->kind;
        finding(f, "positions that are not inside their log", logs.another, BY_HAND);
        finding(f, "positions whose partition is gone", logs.gone, BY_HAND);
        if (logs.elsewhere)
                printf("%-46s %12" PRId64 "\n", "left out: positions of topics that are gone",
                       logs.elsewhere);
        return OK;
}

static enum fault prove(struct findings *f, struct pg *pg, const struct conf *conf, bool with_kafka,
                        struct progress *progress, struct err *e)
{
        struct warehouse w = {0};
        struct proof p;
        proof_init(&p, &w, conf_count(conf, "load.memory"), progress);
        /* One snapshot for dossiers and flows, so that loaders may go on meanwhile. */
        enum fault fault = pg_script(pg, "begin isolation level repeatable read read only", e);
        if (fault == OK)
                fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = proof_read(&p, pg, e);
        progress_end(progress, (uint64_t)p.dossiers);
        if (fault == OK) {
                check_dossiers(f, &p);
                check_identities(f, &p);
                fault = proof_compare(&p, pg, e);
        }
        if (fault == OK) {
                check_flows(f, &p);
                fault = check_form06(f, pg, e);
        }
        if (fault == OK)
                fault = check_agencies(f, pg, e);
        /* Only the topic still has the codes. */
        if (fault == OK)
                finding(f, "agencies and procedures that have no code", members_missing(&p.members),
                        BY_READING);
        if (fault == OK)
                fault = check_sources(f, &p, pg, e);
        if (fault == OK)
                fault = check_frozen(f, pg, e);
        if (fault == OK && with_kafka)
                fault = check_positions(f, pg, conf, e);
        proof_free(&p);
        warehouse_close(&w);
        return fault;
}

static enum fault repair(const struct command *c, int wait_s, struct progress *progress, struct err *e)
{
        struct repair_result result;
        int64_t version = 0;
        const bool dry = args_flag(&c->args, "dry-run");
        if (args_count(&c->args, "rule-version", 1, 1000, &version, e) != OK ||
            repair_run(c->conf, (int)version, dry, wait_s, progress, &result, e) != OK)
                return e->kind;
        progress_end(progress, (uint64_t)result.dossiers);
        printf("%s %" PRId64 " dossiers: %" PRId64 " with columns corrected, %" PRId64
               " rows of flows written, rule version %d\n",
               dry ? "would repair" : "repaired", result.dossiers, result.rewritten, result.flow_rows,
               result.rule_version);
        return OK;
}

/* Names the remedies of the differences found, and no others. */
static enum fault advise(const struct findings *f, struct err *e)
{
        return fail(
                e, FATAL, "%" PRId64 " kinds of difference%s%s%s",
                f->n[BY_REPAIR] + f->n[BY_READING] + f->n[BY_HAND],
                f->n[BY_REPAIR]
                        ? "; `hentra verify --repair` writes columns and flows anew from the histories"
                        : "",
                f->n[BY_READING] ? "; `hentra load --from-start` reads the missing codes again" : "",
                f->n[BY_HAND]
                        ? "; no repair mends what is said above of positions, identities or frozen reports"
                        : "");
}

static enum fault verify(const struct command *c, int wait_s, struct err *e)
{
        struct progress progress;
        struct findings f = {0};
        struct pg *pg;
        progress_start(&progress, "verify", 0, true);
        if (args_flag(&c->args, "repair"))
                return repair(c, wait_s, &progress, e);
        if (warehouse_connect(&pg, c->conf, "hentra verify", wait_s, e) != OK)
                return e->kind;
        const enum fault fault = prove(&f, pg, c->conf, !args_flag(&c->args, "no-kafka"), &progress, e);
        if (fault == OK)
                slots_warn(pg);
        pg_close(pg);
        if (fault != OK)
                return fault;
        if (f.n[BY_REPAIR] + f.n[BY_READING] + f.n[BY_HAND])
                return advise(&f, e);
        printf("nothing found: the warehouse agrees with its histories\n");
        return OK;
}

static const struct arg_spec spec[] = {
        {"repair", NULL,
         "write derived columns and flows anew from the histories, in one transaction; loaders wait"},
        {"rule-version", "N", "with --repair: move the warehouse to these rules (5 form 06, 6 index 766)"},
        {"dry-run", NULL, "with --repair: do everything, say what it came to, and roll back"},
        {"no-kafka", NULL, "leave out whether the positions lie inside their logs"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

int verify_command(int argc, char **argv)
{
        struct command c;
        int rc;
        int wait_s = 10;
        if (!command_begin(&c,
                           "verify [--no-kafka] [--repair [--rule-version N] [--dry-run]] [--wait SECONDS]",
                           "Proves the warehouse against itself: every column of every dossier and every row "
                           "of flows is\n"
                           "derived again from the histories and compared, the identities of form 06 are "
                           "checked,\n"
                           "frozen reports must be what was frozen, and each position must lie inside its "
                           "log. Exit code 1 when\n"
                           "something differs.\n"
                           "Takes as much memory as load.memory says; what does not fit goes to a file in "
                           "TMPDIR\n"
                           "(else /var/tmp).",
                           spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_wait(&c.args, &wait_s, &c.e);
        if (fault == OK)
                fault = args_no_operands(&c.args, &c.e);
        if (fault == OK && !args_flag(&c.args, "repair") &&
            (args_text(&c.args, "rule-version") || args_flag(&c.args, "dry-run")))
                fault = fail(&c.e, USAGE, "--rule-version and --dry-run go with --repair");
        if (fault == OK)
                fault = verify(&c, wait_s, &c.e);
        return command_end(&c, fault);
}
