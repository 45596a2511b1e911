/* SPDX-License-Identifier: Apache-2.0
 *
 * command.c - the frame of a subcommand.
 */
#include "core/program/command.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "core/program/keys.h"
#include "core/program/reload.h"
#include "core/program/watch.h"
#include <stdio.h>

static struct command_about *described; /* set during command_describe() */

void command_describe(int (*run)(int, char **), char *name, struct command_about *out)
{
        char *argv[] = {name, NULL};
        *out = (struct command_about){0};
        described = out;
        (void)run(1, argv);
        described = NULL;
}

static void print_help(const char *synopsis, const char *about, const struct arg_spec *spec)
{
        printf("usage: hentra %s\n\n%s\n\noptions:\n", synopsis, about);
        args_print(spec);
}

bool command_begin(struct command *c, const char *synopsis, const char *about, const struct arg_spec *spec,
                   int argc, char **argv, int *rc)
{
        *c = (struct command){.name = argv[0]};
        *rc = 0;
        if (described) {
                *described = (struct command_about){synopsis, about, spec};
                return false;
        }
        enum fault fault = args_parse(&c->args, spec, argc, argv, &c->e);
        if (fault == OK && c->args.help) {
                print_help(synopsis, about, spec);
                return false;
        }
        if (fault == OK)
                fault = conf_open(&c->conf, &settings, c->args.config, c->args.set, &c->e);
        if (fault != OK) {
                *rc = command_end(c, fault);
                return false;
        }
        reload_log(c->conf);
        stop_install();
        return true;
}

void command_report(struct command *c, enum fault fault)
{
        if (c->reported)
                return;
        c->reported = true;
        if (fault == USAGE)
                fprintf(stderr, "hentra %s: %s\n", c->name, c->e.text);
        else if (fault != OK)
                log_error("command.failed", KT("command", c->name), KT("kind", fault_name(fault)),
                          KT("reason", c->e.text));
}

int command_end(struct command *c, enum fault fault)
{
        command_report(c, fault);
        watch_end();
        counters_log();
        conf_close(c->conf);
        c->conf = NULL;
        return exit_code(fault);
}
