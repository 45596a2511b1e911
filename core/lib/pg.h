/* SPDX-License-Identifier: Apache-2.0
 *
 * pg.h - one connection to PostgreSQL, over libpq.
 *
 * Queries are files below sql/, embedded at build (generated/embedded.h). Parameters and results travel in
 * PostgreSQL's binary format. Every error of the server becomes a fault by its SQLSTATE:
 *   RETRY   connection lost, 40001, 40P01, 55P03 (lock not available), 53*, 57P0*, 25P03
 *   POISON  22* and 23*: the data that was sent
 *   FATAL   everything else
 * A caller that knows more about its own query (a unique violation by another worker may be tried again)
 * reads pg_sqlstate(), the SQLSTATE of the last error.
 *
 * A call that waits for the server logs that after some seconds. Some seconds after a stop was asked
 * (core/base/stop.h) it cancels the query and gives the connection up: RETRY, and pg_broken(). The
 * outcome of a cancelled commit is then as unknown as after a lost connection.
 */
#ifndef HENTRA_LIB_PG_H
#define HENTRA_LIB_PG_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include "core/lib/conf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pg;
struct pg_result;

/* The purpose of a connection. Its texts are borrowed until pg_close(). */
struct pg_session {
        const char *prefix;      /* of the settings that libpq gets: "warehouse." */
        const char *application; /* shows in pg_stat_activity, unless the settings name another */
        const char *script;      /* run after connecting: search_path and the like; NULL: nothing */
        /* Put behind a refusal for lack of a right (42501), after a colon: who may do it; NULL: nothing. */
        const char *schema_hint; /* behind an error about a missing function or column; NULL: nothing */
        const char *right_hint;
};

/* Connects with the settings below the prefix (and libpq's own environment and password file for those left
 * out). Waits at most wait_s seconds for a server that does not answer, with growing pauses and a log line
 * that names the address. Sets keepalives, tcp_user_timeout and idle_in_transaction_session_timeout below
 * the time after which Kafka gives a worker up, and TimeZone to UTC. RETRY: no server within the time;
 * FATAL: refused (password, database, role); USAGE: a key that libpq does not know, or a pooler that
 * changes the server between two transactions. */
MUST enum fault pg_open(struct pg **pg, const struct conf *conf, const struct pg_session *session, int wait_s,
                        struct err *e);
/* Proves that the server lets this login in by this password, with the settings of a connection for all
 * else (by SCRAM, LDAP or what its pg_hba.conf wants): connects, and leaves. POISON: it refuses. FATAL: it
 * asked for no password, so that nothing is proved, or refuses for another reason. RETRY: it cannot be
 * asked now. Waits for connect_timeout at most. */
MUST enum fault pg_prove_login(const struct conf *conf, const struct pg_session *session, const char *login,
                               const char *password, struct err *e);
void pg_close(struct pg *pg);                 /* NULL is fine; the server rolls an open transaction back */
bool pg_broken(const struct pg *pg);          /* the connection is gone: close it and open another */
const char *pg_sqlstate(const struct pg *pg); /* of the last error; "" when there was none */
const char *pg_address(const struct pg *pg);  /* "host:port/dbname", for messages */

/* Parameters. The memory is borrowed until the call returns. */
struct pg_param {
        uint32_t type;  /* oid */
        const void *at; /* NULL: SQL null */
        int len;
        bool in_place; /* the value is in inline_value */
        uint8_t inline_value[8];
};
struct pg_param pg_int4(int32_t v);
struct pg_param pg_int8(int64_t v);
struct pg_param pg_bool(bool v);
struct pg_param pg_text(struct text v); /* at NULL gives SQL null */
struct pg_param pg_bytea(const void *at, size_t len);
struct pg_param pg_instant(micros t); /* timestamptz; NO_TIME gives SQL null */
struct pg_param pg_date(int32_t day);
/* Arrays, built in the caller's buffer (cleared first). Elements are never null. */
struct pg_param pg_int4_array(struct bytes *buffer, const int32_t *v, size_t n);
struct pg_param pg_int8_array(struct bytes *buffer, const int64_t *v, size_t n);
struct pg_param pg_text_array(struct bytes *buffer, const struct text *v, size_t n);

/* An array of rows of a table, for a parameter that the query casts to table[]: a head with the oid of
 * the row type, then rows made with pg_row_begin(), whose columns have the given types. */
enum {
        PG_BOOL = 16,
        PG_INT8 = 20,
        PG_INT2 = 21,
        PG_INT4 = 23,
        PG_TEXT = 25,
        PG_DATE = 1082,
        PG_INSTANT = 1184
}; /* oids, the same in every server */
void pg_records_begin(struct bytes *array, uint32_t row_type, size_t rows); /* cleared first */
void pg_records_add(struct bytes *array, const struct bytes *row, const uint32_t *types);
struct pg_param pg_records_param(const struct bytes *array);

/* Runs one query. *result may be NULL when it is not needed; else the caller frees it. */
MUST enum fault pg_run(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                       struct pg_result **result, struct err *e);
/* Runs several queries without parameters, as one text (migrations, begin, rollback). */
MUST enum fault pg_script(struct pg *pg, const char *sql, struct err *e);
/* Streams a large result row by row: visit() gets a result of exactly one row; its fault ends the walk. */
MUST enum fault pg_stream(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                          enum fault (*visit)(void *context, const struct pg_result *row, struct err *e),
                          void *context, struct err *e);

/* As pg_run(), but always with a result, for queries that run again and again: prepared once for each
 * connection, and known by the address of its text, which must outlive the connection. */
MUST enum fault pg_run_prepared(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                                struct pg_result **result, struct err *e);

/* The number of the server, as 150018 for 15.18. */
int pg_server_version(const struct pg *pg);

/* As pg_run(), for a text that outlives the connection: prepared once pg_keep_plans() was called, for a
 * process that asks the same again and again. */
void pg_keep_plans(struct pg *pg);
MUST enum fault pg_run_kept(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                            struct pg_result **result, struct err *e);

/* The two halves of it, so that the server works meanwhile. In between the connection can do nothing else,
 * but pg_check() should be called: it takes up what the server has sent, which otherwise waits. */
MUST enum fault pg_ask_prepared(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                                struct err *e);
MUST enum fault pg_take_prepared(struct pg *pg, struct pg_result **result, struct err *e);

/* Runs several small queries in one round trip: sent without waiting, answered together. Each is prepared
 * once for each connection and known by the address of its text, which must outlive the connection. Together
 * they should not be larger than what the server can answer while we still send: some hundred rows. */
void pg_pipeline_begin(struct pg *pg);
void pg_pipeline_add(struct pg *pg, const char *sql, const struct pg_param *params, int n);
/* Waits for all answers. affected[i]: number of rows that the i-th query changed; n: number of queries
 * added. The fault is that of the first query that failed; those behind it did not run. */
MUST enum fault pg_pipeline_end(struct pg *pg, int64_t *affected, int n, struct err *e);
/* Makes parameters of the columns of a row made with pg_row_begin(); the query knows their types. They
 * are borrowed from the row. Returns their number; `out` has room for them. */
int pg_row_params(const struct bytes *row, struct pg_param *out);

void pg_free(struct pg_result *result); /* NULL is fine */
int pg_rows(const struct pg_result *r);
int pg_columns(const struct pg_result *r);
const char *pg_column_name(const struct pg_result *r, int column);
uint32_t pg_column_type(const struct pg_result *r, int column); /* oid */
int64_t pg_affected(const struct pg_result *r);
bool pg_is_null(const struct pg_result *r, int row, int column);
int64_t pg_get_int(const struct pg_result *r, int row, int column); /* int2, int4, int8, bool; 0 for null */
/* text, bytea, name; borrowed. Null: the absent text, at NULL. */
struct text pg_get_text(const struct pg_result *r, int row, int column);
/* timestamptz; null: NO_TIME; what lies behind all micros, as infinity does: INT64_MAX. */
micros pg_get_instant(const struct pg_result *r, int row, int column);
int32_t pg_get_date(const struct pg_result *r, int row, int column);
/* bigint[]: copies at most `most` words, returns how many the array has. */
size_t pg_get_words(const struct pg_result *r, int row, int column, int64_t *words, size_t most);

/* COPY … FROM STDIN (FORMAT binary). `rows` contains whole rows made with pg_row_begin() and the other
 * pg_row_ functions; header and trailer are added here. *copied is the count of the server. */
MUST enum fault pg_copy_in(struct pg *pg, const char *sql, const struct bytes *rows, int64_t *copied,
                           struct err *e);
/* The same in pieces, for more rows than should be in memory: begin, put any number of times (whole rows;
 * `rows` is emptied once it is worth sending), end. After a fault of put the COPY is over. */
MUST enum fault pg_copy_begin(struct pg *pg, const char *sql, struct err *e);
MUST enum fault pg_copy_put(struct pg *pg, struct bytes *rows, struct err *e);
/* Instead of its end: the server forgets the rows, and the transaction has failed. */
void pg_copy_abort(struct pg *pg);
MUST enum fault pg_copy_end(struct pg *pg, struct bytes *rows, int64_t *copied, struct err *e);
/* COPY … TO STDOUT (FORMAT binary): a large result at a third of what pg_stream() costs a row. visit() gets
 * each row as pg_row_begin() and the others make it; borrowed until it returns; its fault ends the walk. */
MUST enum fault pg_copy_out(struct pg *pg, const char *sql,
                            enum fault (*visit)(void *context, struct text row, struct err *e), void *context,
                            struct err *e);
/* Walks the columns of such a row: pg_copied_begin(), then pg_copied_next() for each. Null: at NULL. */
const char *pg_copied_begin(struct text row);
struct text pg_copied_next(const char **at);
int64_t pg_copied_int(const char **at);  /* int2, int4, int8; 0 for null */
int32_t pg_copied_date(const char **at); /* not null */
void pg_row_begin(struct bytes *b, int columns);
void pg_row_null(struct bytes *b);
void pg_row_bool(struct bytes *b, bool v);
void pg_row_int2(struct bytes *b, int16_t v);
void pg_row_int4(struct bytes *b, int32_t v);
void pg_row_int8(struct bytes *b, int64_t v);
void pg_row_text(struct bytes *b, struct text v);
void pg_row_instant(struct bytes *b, micros t); /* NO_TIME: null */
void pg_row_date(struct bytes *b, int32_t day);
void pg_row_words(struct bytes *b, const int64_t *words, size_t n); /* bigint[] */
void pg_row_int4s(struct bytes *b, const int32_t *v, size_t n);     /* integer[] */

/* Work to do while the server is busy with a query, a stream or a COPY (not with a pipeline or a prepared
 * query), instead of waiting: `work` runs for some milliseconds and returns whether there is more. It
 * must not use the connection. NULL: just wait, as at first. */
enum pg_work {
        PG_WORK_MORE,
        PG_WORK_LATER, /* nothing at the moment */
        PG_WORK_NONE   /* nothing before the server has answered */
};
void pg_while_waiting(struct pg *pg, enum pg_work (*work)(void *context), void *context);

/* One time for several queries: from `until` on (steady) the one that runs is cancelled, and so is each that
 * follows: FATAL, SQLSTATE 57014. 0: no end, as at first. A commit whose outcome matters comes behind 0. */
void pg_end_at(struct pg *pg, micros until);

/* RETRY when the server has ended the connection since the last query. Sends nothing and waits for
 * nothing: for an idle loop that must notice a crash which may have taken acknowledged data. */
MUST enum fault pg_check(struct pg *pg, struct err *e);

/* Notifications (LISTEN, NOTIFY). The channel is a plain lower-case name. */
enum { PG_NAME_MOST = 64, PG_PAYLOAD_MOST = 8000 };
struct pg_notification {
        char channel[PG_NAME_MOST], payload[PG_PAYLOAD_MOST];
};
MUST enum fault pg_listen(struct pg *pg, const char *channel, struct err *e);
/* The next notification that has arrived; *any false: none. Waits for nothing. Call it until there is none
 * before poll(2) on the descriptor, since a notification may have come with an answer. */
MUST enum fault pg_next_notification(struct pg *pg, struct pg_notification *out, bool *any, struct err *e);
int pg_fd(const struct pg *pg);

/* libpq's version, for --version. */
const char *pg_library_version(void);

#endif
