/* SPDX-License-Identifier: Apache-2.0
 *
 * export.c - `hentra export`: what other warehouses are fed with.
 */
#include "consumers/export/export.h"

#include "consumers/export/subscriber.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/output.h"
#include "core/program/command.h"

static const struct arg_spec spec[] = {
        {"schema", NULL, "print the SQL that makes the tables of a subscriber of `hentra setup --publish`"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

static const char about[] = "Feeds other warehouses (docs/feeding.md).";

static enum fault run(const struct command *c, int wait_s, struct err *e)
{
        struct warehouse w = {0};
        struct pg *pg;
        if (warehouse_connect(&pg, c->conf, "hentra export", wait_s, e) != OK)
                return e->kind;
        enum fault fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = subscriber_print(pg, stdout, e);
        if (fault == OK)
                fault = output_finish(e);
        warehouse_close(&w);
        pg_close(pg);
        return fault;
}

int export_command(int argc, char **argv)
{
        struct command c;
        int rc, wait_s = 10;
        if (!command_begin(&c, "export --schema", about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_wait(&c.args, &wait_s, &c.e);
        if (fault == OK)
                fault = args_no_operands(&c.args, &c.e);
        if (fault == OK && !args_flag(&c.args, "schema"))
                fault = fail(&c.e, USAGE, "expected: --schema");
        if (fault == OK)
                fault = run(&c, wait_s, &c.e);
        return command_end(&c, fault);
}
