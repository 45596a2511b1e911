/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway_command.c - the command.
 */
#include "producers/gateway/gateway_command.h"

#include "core/program/watch.h"
#include "producers/gateway/gateway.h"

static const struct arg_spec spec[] = {{0}};

static const char about[] =
        "Listens at gateway.listen and takes what one-stop systems send to the national portal: whole\n"
        "dossiers (DongBoHoSoMC) and steps of the work on them (CapNhatTienDoHoSoMC), as JSON, in the three\n"
        "ways that such systems send them. Each dossier becomes an event of the topic of dossier events.\n"
        "\n"
        "  POST /oc/login, /oc                 {session, madonvi, service, data: [...]}\n"
        "  POST /td/create, /td/update, /td/steps   [...]\n"
        "  POST /hg/SERVICE?MaDinhDanhDV=...        [...]\n"
        "\n"
        "A success is answered once every event of the call is on this machine's disk, in the folder of\n"
        "gateway.store. From there a second process sends them to Kafka, which may be away for days. Of\n"
        "several dossiers the good ones are taken, and the others named with the field that is wrong. When\n"
        "the store is full (store.most, or the disk) the answer is 503 with Retry-After.\n"
        "Without gateway.clients, the file of who may send, only the loopback address can be listened at. A\n"
        "client is known by a token, a key in the path, a certificate (gateway.client_authority), or its\n"
        "address.\n"
        "docs/gateway.md has examples for curl.";

int gateway_command(int argc, char **argv)
{
        struct command c;
        struct gateway *gateway = NULL;
        int rc;
        if (!command_begin(&c, "gateway", about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_no_operands(&c.args, &c.e);
        if (fault == OK)
                fault = watch_begin(&c, gateway_needs, 1, &c.e);
        if (fault == OK)
                fault = gateway_open(&gateway, c.conf, &c.e);
        if (fault == OK)
                gateway_run(gateway);
        gateway_close(gateway);
        return command_end(&c, fault);
}
