/* SPDX-License-Identifier: Apache-2.0
 *
 * config_command.c - `hentra config`: shows the settings, or their reference.
 */
#include "core/program/config_command.h"
#include "core/lib/conf.h"
#include "core/program/command.h"
#include "core/program/conf_reference.h"
#include "core/program/keys.h"
#include <unistd.h>

static const struct arg_spec options[] = {
        {"reference", NULL, "print docs/configuration.md instead"},
        {0},
};

int config_command(int argc, char **argv)
{
        struct command c;
        int rc;
        if (!command_begin(&c, "config [--reference]",
                           "Shows every setting with its meaning, its value and its source. Secrets are "
                           "shown as ***.",
                           options, argc, argv, &rc))
                return rc;
        if (args_no_operands(&c.args, &c.e) != OK)
                return command_end(&c, c.e.kind);
        if (args_flag(&c.args, "reference"))
                conf_print_reference();
        else
                conf_print(c.conf, isatty(STDOUT_FILENO));
        return command_end(&c, OK);
}
