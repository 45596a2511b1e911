/* SPDX-License-Identifier: Apache-2.0
 *
 * pg.c - opening a connection, and closing it. See pg_client.h.
 */
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/lib/pg_client.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYWORDS_MOST = 48 };

struct keywords {
        const char *prefix; /* of the settings */
        const char *name[KEYWORDS_MOST + 1], *value[KEYWORDS_MOST + 1];
        int n;
};

/* Settings of every connection; a key of the configuration comes later in the list and wins. */
static const char *const defaults[][2] = {
        {"connect_timeout", "10"},    {"keepalives", "1"},       {"keepalives_idle", "10"},
        {"keepalives_interval", "5"}, {"keepalives_count", "3"}, {"tcp_user_timeout", "30000"},
        {"client_encoding", "UTF8"},
};

/* Below Kafka's session time-out (45 s), so that a worker the group has given up is given up here too. */
static const char session_settings[] =
        "set timezone = 'UTC';"
        "set idle_in_transaction_session_timeout = '30s';"
        /* A client whose machine is gone holds its locks no longer than this. */
        "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5;"
        "set tcp_keepalives_count = 3; set tcp_user_timeout = 30000;"
        "set statement_timeout = 0;"
        "set client_min_messages = warning";

static enum fault add_keyword(void *context, const char *key, const char *value, struct err *e)
{
        struct keywords *k = context;
        /* As a name it would end up, with its password, in every message that names the address. */
        if (!strcmp(key, "dbname") && (strchr(value, '=') || strstr(value, "://")))
                return fail(e, USAGE,
                            "%sdbname is the name alone: write host, port, user and password as keys "
                            "of their own",
                            k->prefix);
        for (int i = 0; i < k->n; i++) {
                if (!strcmp(k->name[i], key)) {
                        k->value[i] = value;
                        return OK;
                }
        }
        if (k->n == KEYWORDS_MOST)
                return fail(e, USAGE, "more than %d %s* keys", KEYWORDS_MOST, k->prefix);
        k->name[k->n] = key;
        k->value[k->n++] = value;
        return OK;
}

/* True when a failed connection passes by itself: libpq gives no SQLSTATE for it, only words. */
static bool passes(const char *reason)
{
        static const char *const passing[] = {
                /* words of the server */
                "the database system is", "too many", "remaining connection slots", "terminating connection",
                "No space left on device", "out of memory",
                /* words of libpq for target_session_attrs: of several servers none is the primary yet */
                "session is read-only", "server is in hot standby mode",
                /* words of libpq for a broken connection, also after the password was sent */
                "server closed the connection", "Connection refused", "Connection reset",
                "could not receive data", "could not send", "timeout expired", "SSL SYSCALL error"};
        for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
                if (strstr(reason, passing[i]))
                        return true;
        }
        return false;
}

/* Logs a notice of the server as one line; libpq would print it as it is. */
static void on_notice(void *unused, const char *text)
{
        char line[512];
        (void)unused;
        const size_t len = strcspn(text, "\n");
        snprintf(line, sizeof(line), "%.*s", (int)(len < sizeof(line) ? len : sizeof(line) - 1), text);
        log_debug("postgres.notice", KT("text", line));
}

static enum fault connect_once(struct pg *pg, const struct keywords *k, struct err *e)
{
        pg->conn = PQconnectdbParams(k->name, k->value, 0);
        if (!pg->conn)
                return fail(e, FATAL, "out of memory while connecting");
        const char *host = PQhost(pg->conn), *port = PQport(pg->conn), *db = PQdb(pg->conn);
        snprintf(pg->address, sizeof(pg->address), "%s:%s/%s", host && *host ? host : "(socket)",
                 port ? port : "", db ? db : "");
        PQsetNoticeProcessor(pg->conn, on_notice, NULL);
        if (PQstatus(pg->conn) == CONNECTION_OK) {
                PQsetnonblocking(pg->conn,
                                 1); /* fails with the connection, and the next query reports that */
                if (pg_pooler_check(pg, e) != OK)
                        return e->kind;
                if (pg_script(pg, session_settings, e) != OK)
                        return e->kind;
                return pg->session.script ? pg_script(pg, pg->session.script, e) : OK;
        }

        if (!strncmp(PQerrorMessage(pg->conn), "invalid ", 8)) { /* libpq's own word on a key or its value */
                pg_connection_fail(pg, e);
                return fail(e, USAGE, "%s*: %s", k->prefix, e->text);
        }
        /* A login with a password was refused, in whatever language, unless the text shows another reason. */
        const bool refused = PQconnectionNeedsPassword(pg->conn) || PQconnectionUsedPassword(pg->conn) ||
                             strstr(PQerrorMessage(pg->conn), "FATAL:") != NULL;
        const bool passing = passes(PQerrorMessage(pg->conn));
        pg_connection_fail(pg, e);
        e->kind = refused && !passing ? FATAL : RETRY;
        return e->kind;
}

static const struct retry_policy connecting = {100, 5000}; /* a server that restarts is back within seconds */

static enum fault read_keywords(struct keywords *k, const struct conf *conf, const struct pg_session *session,
                                struct err *e)
{
        *k = (struct keywords){.prefix = session->prefix};
        for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
                k->name[k->n] = defaults[i][0];
                k->value[k->n++] = defaults[i][1];
        }
        k->name[k->n] = "fallback_application_name";
        k->value[k->n++] = session->application;
        return conf_each(conf, session->prefix, add_keyword, k, e);
}

enum fault pg_open(struct pg **out, const struct conf *conf, const struct pg_session *session, int wait_s,
                   struct err *e)
{
        struct keywords k;
        *out = NULL;
        if (read_keywords(&k, conf, session, e) != OK)
                return e->kind;

        struct pg *pg = need_alloc(sizeof(*pg));
        pg->session = *session;
        const micros deadline = steady_now() + wait_s * MICROS_PER_SECOND;
        int failures = 0;
        enum fault fault;
        while ((fault = connect_once(pg, &k, e)) == RETRY) {
                const int64_t left_ms = (deadline - steady_now() + 999) / 1000;
                if (left_ms <= 0)
                        break;
                const int64_t pause_ms = retry_pause_ms(&connecting, ++failures);
                log_warn("postgres.waiting", KT("address", pg->address), KI("retry_in_ms", pause_ms),
                         KT("reason", e->text));
                PQfinish(pg->conn);
                pg->conn = NULL;
                if (stop_wait((int)(pause_ms < left_ms ? pause_ms : left_ms)))
                        break;
        }
        if (fault != OK) {
                pg_close(pg);
                return fault;
        }
        *out = pg;
        return OK;
}

/* libpq's words for a refusal hold the login and the address, and are not for who tries. */
static enum fault judge_login(PGconn *conn, struct err *e)
{
        if (PQstatus(conn) == CONNECTION_OK)
                return PQconnectionUsedPassword(conn)
                               ? OK
                               : fail(e, FATAL,
                                      "the server asks this login for no password (pg_hba.conf), so nothing "
                                      "would be proved");
        const bool refused = PQconnectionUsedPassword(conn) || PQconnectionNeedsPassword(conn) ||
                             strstr(PQerrorMessage(conn), "FATAL:") != NULL;
        if (!refused || passes(PQerrorMessage(conn)))
                return fail(e, RETRY, "the database cannot be asked");
        return PQconnectionUsedPassword(conn) ? fail(e, POISON, "wrong login or password")
                                              : fail(e, FATAL, "the server does not let this login in");
}

enum fault pg_prove_login(const struct conf *conf, const struct pg_session *session, const char *login,
                          const char *password, struct err *e)
{
        struct keywords k;
        /* libpq takes an empty one for none, and would look in the password file of who runs us. */
        if (!*login || !*password)
                return fail(e, POISON, "wrong login or password");
        if (read_keywords(&k, conf, session, e) != OK || add_keyword(&k, "user", login, e) != OK ||
            add_keyword(&k, "password", password, e) != OK)
                return e->kind;
        PGconn *conn = PQconnectdbParams(k.name, k.value, 0);
        if (!conn)
                return fail(e, RETRY, "out of memory while connecting");
        const enum fault fault = judge_login(conn, e);
        PQfinish(conn);
        return fault;
}

void pg_close(struct pg *pg)
{
        if (!pg)
                return;
        pg_leave(pg);
        PQfinish(pg->conn);
        free(pg);
}

bool pg_broken(const struct pg *pg)
{
        return PQstatus(pg->conn) != CONNECTION_OK;
}

enum fault pg_check(struct pg *pg, struct err *e)
{
        if (PQconsumeInput(pg->conn) && !pg_broken(pg))
                return OK;
        return pg_connection_fail(pg, e);
}

const char *pg_address(const struct pg *pg)
{
        return pg->address;
}

const char *pg_library_version(void)
{
        static char text[32];
        const int v = PQlibVersion();
        snprintf(text, sizeof(text), "%d.%d", v / 10000, v % 10000);
        return text;
}
