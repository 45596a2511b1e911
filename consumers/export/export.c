/* SPDX-License-Identifier: Apache-2.0
 *
 * export.c - `hentra export`: what other warehouses are fed with.
 */
#include "consumers/export/export.h"

#include "consumers/export/subscriber.h"
#include "consumers/export/take.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/output.h"
#include "core/program/command.h"
#include <string.h>

static const struct arg_spec spec[] = {
        {"format", "csv|avro", "of the files: CSV (default), or Avro container files"},
        {"full", NULL, "everything, and not only what was written since the last export of the folder"},
        {"dry-run", NULL, "say what would be exported, write nothing"},
        {"schema", NULL, "print the SQL that makes the tables of a subscriber of `hentra setup --publish`"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

static const char about[] = "Dossiers and flows as files, for other warehouses. Each export is a new folder "
                            "in FOLDER: 000001, 000002 "
                            "…, with a\n"
                            "manifest, checksums (sha256sum --check SHA256SUMS), and one file each of "
                            "dossiers, flows by day, flows by "
                            "half month\n"
                            "and procedure, agencies and procedures. The first holds everything, the others "
                            "what was written since: "
                            "replace the\n"
                            "dossiers by their codes, and the half months that the manifest names as a "
                            "whole. It appears whole or not at "
                            "all, and\n"
                            "holds only what survives a crash of the server. Keep the newest one: the next "
                            "begins where it ended.\n"
                            "With --schema instead: the SQL for a subscriber of `hentra setup --publish`.";

struct asked {
        bool schema;
        struct export_wish wish;
        int wait_s;
};

static enum fault read_asked(struct asked *q, const struct args *a, struct err *e)
{
        int format = EXPORT_CSV;
        if (args_wait(a, &q->wait_s, e) != OK ||
            args_choice(a, "format", export_format_names, EXPORT_FORMAT_COUNT, &format, e) != OK)
                return e->kind;
        q->schema = args_flag(a, "schema");
        q->wish = (struct export_wish){a->operand[0], (enum export_format)format, args_flag(a, "full"),
                                       args_flag(a, "dry-run")};
        if (q->schema && (a->operands || q->wish.full || q->wish.dry_run || args_text(a, "format")))
                return fail(e, USAGE, "--schema prints SQL, and goes with no FOLDER and no other option");
        if (!q->schema && a->operands != 1)
                return fail(e, USAGE, "name one FOLDER, or --schema");
        return OK;
}

static enum fault run(const struct command *c, const struct asked *q, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra export", q->wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = q->schema ? subscriber_print(pg, stdout, e) : export_take(pg, &q->wish, e);
        if (fault != OK && !strcmp(pg_sqlstate(pg), "42501"))
                fault = fail(
                        e, USAGE,
                        "exports are made by members of hentra_analyst alone: each goes on where the one "
                        "before ended, and who sees some agencies only would not be told of a dossier that "
                        "was handed on (docs/access.md)");
        if (fault == OK)
                fault = output_finish(e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

int export_command(int argc, char **argv)
{
        struct command c;
        struct asked q = {.wait_s = 10};
        int rc;
        if (!command_begin(&c, "export FOLDER [--format csv|avro] [--full] [--dry-run], or export --schema",
                           about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = read_asked(&q, &c.args, &c.e);
        if (fault == OK)
                fault = run(&c, &q, &c.e);
        return command_end(&c, fault);
}
