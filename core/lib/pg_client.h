/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_client.h - the parts of libpq that the pg files share. Only this file includes libpq, and only
 * core/lib/pg*.c include this file.
 */
#ifndef HENTRA_LIB_PG_CLIENT_H
#define HENTRA_LIB_PG_CLIENT_H

#include "core/lib/pg.h"
#include <libpq-fe.h>

enum { PREPARED_MOST = 100, PIPELINE_MOST = 512 };

struct pg {
        PGconn *conn;
        struct pg_session session;
        char sqlstate[6];
        char address[256];
        int backend; /* process of the server that serves us */
        struct {
                const char *sql;
                bool ready;
        } prepared[PREPARED_MOST];
        int prepared_n;
        bool keeps_plans;
        /* The queries of the running pipeline: the number of a query when it is being prepared, else
         * EXECUTED. */
        int8_t sent[PIPELINE_MOST];
        int sent_n;
        bool pipeline_failed;                /* something could not even be sent */
        bool pooled;                         /* a pooler stands between: backends outlive connections */
        bool given_up;                       /* a stop was asked, and the server did not answer */
        enum pg_work (*work)(void *context); /* pg_while_waiting(); NULL: none */
        void *work_context;
        micros end; /* pg_end_at(); 0: none */
};

/* Parameters as libpq wants them. */
enum { PARAMS_MOST = 64 };
struct param_arrays {
        Oid types[PARAMS_MOST];
        const char *values[PARAMS_MOST];
        int lengths[PARAMS_MOST], formats[PARAMS_MOST];
};
void pg_spread(const struct pg_param *params, int n, struct param_arrays *a);

struct pg_result {
        PGresult *r;
};

/* Waits until the server, or the system for it, has taken all that was sent; false: the connection is gone.
 * Works meanwhile. */
bool pg_wait_sent(struct pg *pg);
/* PQgetResult(), once there is a result. `works`: runs the work of pg_while_waiting() meanwhile. */
PGresult *pg_next_result(struct pg *pg, bool works);
/* The next row of a COPY … TO STDOUT: as PQgetCopyData(), once there is an answer. */
int pg_next_copied(struct pg *pg, char **row);
/* Reads all answers that are left and keeps the first error. */
MUST enum fault pg_drain(struct pg *pg, struct err *e);
/* USAGE: a pooler changes the server between two transactions. Sets `pooled`. */
MUST enum fault pg_pooler_check(struct pg *pg, struct err *e);

/* Says goodbye without waiting: the backend that ends drops its temporary tables by a commit, which would
 * wait for a synchronous standby. */
void pg_leave(struct pg *pg);
/* Ends the query that runs. Takes some seconds at most, whatever the server does. */
void pg_cancel(struct pg *pg);
/* True when a stop was asked and enough time has passed since *since, which is set when the stop is first
 * seen. */
bool pg_stop_is_due(micros *since);

/* RETRY: the connection is gone. */
enum fault pg_connection_fail(struct pg *pg, struct err *e);
/* Makes a fault of an error of the server, by its SQLSTATE; a missing result is a lost connection. */
enum fault pg_result_fail(struct pg *pg, const PGresult *r, struct err *e);

#endif
