/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway_command.c - the command.
 */
#include "producers/gateway/gateway_command.h"

#include "core/program/command.h"
#include "producers/gateway/gateway.h"

static const struct arg_spec spec[] = {
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 60; 0: not at all)"},
        {0},
};

static const char about[] =
        "Listens at gateway.listen and takes what one-stop systems send to the national portal: whole\n"
        "dossiers (DongBoHoSoMC) and steps of the work on them (CapNhatTienDoHoSoMC), as JSON, in the three\n"
        "ways that such systems send them. Each dossier becomes an event of the topic of dossier events.\n"
        "\n"
        "  POST /oc/login, /oc                 {session, madonvi, service, data: [...]}\n"
        "  POST /td/create, /td/update, /td/steps   [...]\n"
        "  POST /hg/SERVICE?MaDinhDanhDV=...        [...]\n"
        "\n"
        "A success is answered once Kafka has confirmed every event of the call. Of several dossiers the "
        "good\n"
        "ones are taken, and the others named with the field that is wrong. While Kafka is away the answer "
        "is\n"
        "503 with Retry-After.\n"
        "Without gateway.clients, the file of who may send, only the loopback address can be listened at. A\n"
        "client is known by a token, a key in the path, a certificate (gateway.client_authority), or its\n"
        "address.\n"
        "docs/gateway.md has examples for curl.";

int gateway_command(int argc, char **argv)
{
        struct command c;
        struct gateway *gateway = NULL;
        int rc, wait_s = 60;
        if (!command_begin(&c, "gateway", about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_wait(&c.args, &wait_s, &c.e);
        if (fault == OK)
                fault = args_no_operands(&c.args, &c.e);
        if (fault == OK)
                fault = gateway_open(&gateway, c.conf, wait_s, &c.e);
        if (fault == OK)
                gateway_run(gateway);
        gateway_close(gateway);
        return command_end(&c, fault);
}
