/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_client.h - what pg.c and pg_query.c share of libpq. The only place that includes it; nothing else includes
 * this file.
 */
#ifndef HENTRA_LIB_PG_CLIENT_H
#define HENTRA_LIB_PG_CLIENT_H

#include "core/lib/pg.h"
#include <libpq-fe.h>

struct pg {
        PGconn *conn;
        char sqlstate[6];
        char address[256];
};

struct pg_result {
        PGresult *r;
};

/* RETRY: the connection is gone. */
enum fault pg_connection_fail(struct pg *pg, struct err *e);
/* What the server said, sorted by its SQLSTATE; a missing result is a lost connection. */
enum fault pg_result_fail(struct pg *pg, const PGresult *r, struct err *e);

#endif
