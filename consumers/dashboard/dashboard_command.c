/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard_command.c - the command.
 */
#include "consumers/dashboard/dashboard_command.h"

#include "consumers/dashboard/dashboard.h"
#include "consumers/dashboard/dashboard_counters.h"
#include "core/program/command.h"
#include "core/program/watch.h"

static const struct arg_spec spec[] = {
        {"listen", "ADDRESS:PORT|unix:/PATH",
         "where to listen, in place of dashboard.listen (port 0: any free one)"},
        {0},
};

static const char about[] =
        "Serves the dashboard: a web page with what is late and what is about to be, the reports, the "
        "history\n"
        "of each dossier, and alerts as they fire. Open http://127.0.0.1:8095/ in a browser.\n"
        "\n"
        "People log in with their role of the database and its password, which the database itself judges\n"
        "(by SCRAM, LDAP or what its pg_hba.conf wants). What they see is what that role may see: every\n"
        "question runs under it, and every change: alerts acknowledged, rules, receivers, a replay of the\n"
        "quarantine, as the commands do them. The dashboard's own login (warehouse.user) must be a member "
        "of\n"
        "those roles, which is all it needs: grant \"role\" to dashboard_login.\n"
        "\n"
        "Beyond this machine it listens with TLS alone (dashboard.tls.certificate, dashboard.tls.key), or at "
        "a\n"
        "unix socket behind a proxy, which may also say who somebody is (dashboard.proxy_header). For a "
        "first\n"
        "look dashboard.open_as lets everybody on this machine see what one role sees, without a login.\n"
        "docs/dashboard.md has examples.";

int dashboard_command(int argc, char **argv)
{
        struct command c;
        struct dashboard *dashboard = NULL;
        int rc;
        if (!command_begin(&c, "dashboard [--listen ADDRESS:PORT|unix:/PATH]", about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_no_operands(&c.args, &c.e);
        dashboard_counters_register();
        if (fault == OK)
                fault = watch_begin(&c, dashboard_needs, DASHBOARD_NEEDS, &c.e);
        if (fault == OK)
                fault = dashboard_open(&dashboard, c.conf, args_text(&c.args, "listen"), &c.e);
        if (fault == OK)
                dashboard_run(dashboard);
        dashboard_close(dashboard);
        return command_end(&c, fault);
}
