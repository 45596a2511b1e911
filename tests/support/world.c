/* SPDX-License-Identifier: Apache-2.0
 *
 * world.c - see world.h.
 */
#include "tests/support/world.h"
#include "tests/support/model.h"
#include "tests/support/peek.h"

#include "consumers/warehouse/warehouse.h"
#include "core/base/bytes.h"
#include "core/lib/kafka.h"
#include "core/program/keys.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

bool world_lacks(int needs)
{
        static const struct {
                int need;
                const char *name;
        } names[] = {{SERVER_PG, "HENTRA_TEST_PG"},
                     {SERVER_KAFKA, "HENTRA_TEST_KAFKA"},
                     {PROGRAM, "HENTRA"},
                     {GUARDED, "HENTRA_TEST_KAFKA_GUARDED"}};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                if (!(needs & names[i].need) || getenv(names[i].name))
                        continue;
                printf("skipped: $%s is not set; run ./check integration\n", names[i].name);
                return true;
        }
        return false;
}

/* Settings of whoever runs the test must not reach into it. */
static void forget_settings(void)
{
        for (char **at = environ; *at;) {
                const size_t len = strcspn(*at, "=");
                if (strncmp(*at, "HENTRA_", 7) != 0 || strncmp(*at, "HENTRA_TEST_", 12) == 0) {
                        at++;
                        continue;
                }
                char *name = strndup(*at, len);
                unsetenv(name); /* moves the rest up */
                free(name);
        }
}

/* The words of a conninfo ("host=… passfile='…'") as keys of the configuration, with another database: the warehouse's, in
 * which a source's outbox may lie as well. */
static void write_server(FILE *out, const char *conninfo, const char *database)
{
        for (const char *at = conninfo + strspn(conninfo, " "); *at; at += strspn(at, " ")) {
                const size_t key = strcspn(at, "=");
                const char *value = at + key + 1;
                const char end = *value == '\'' ? '\'' : ' ';
                value += end == '\'';
                const size_t len = (size_t)(strchrnul(value, end) - value);
                if (strncmp(at, "dbname", key) != 0)
                        fprintf(out, "warehouse.%.*s=%.*s\noutbox.%.*s=%.*s\n", (int)key, at, (int)len, value,
                                (int)key, at, (int)len, value);
                at = value + len + (end == '\'');
        }
        fprintf(out, "warehouse.dbname=%s\noutbox.dbname=%s\n", database, database);
}

/* By hand, the tests run with another way to share partitions (CONTRIBUTING.md): a line of the configuration. Under the newer
 * protocol sessions are the broker's business, and what a test says of them is left out. */
static void write_more(FILE *out, const char *more)
{
        static const char *const classic[] = {"kafka.session.timeout.ms=", "kafka.heartbeat.interval.ms="};
        const char *group = getenv("HENTRA_TEST_GROUP");
        const bool newer = group && strstr(group, "group.protocol=consumer");
        if (group)
                fprintf(out, "%s\n", group);
        for (size_t len; more && *more; more += len) {
                len = strcspn(more, "\n");
                len += more[len] == '\n';
                if (!newer || (strncmp(more, classic[0], strlen(classic[0])) != 0 &&
                               strncmp(more, classic[1], strlen(classic[1])) != 0))
                        fwrite(more, 1, len, out);
        }
}

static struct conf *open_conf(const struct world *w, const char *more)
{
        struct conf *conf;
        struct err e;
        FILE *out = fopen(w->file, "w");
        assert_non_null(out);
        if (getenv("HENTRA_TEST_PG"))
                write_server(out, getenv("HENTRA_TEST_PG"), w->database);
        if (getenv("HENTRA_TEST_KAFKA"))
                fprintf(out, "kafka.bootstrap.servers=%s\n", getenv("HENTRA_TEST_KAFKA"));
        fprintf(out, "topic.status=%s\ntopic.dead_letter=%s\ntopic.alert=%s-alert\nload.group=%s\n", w->topic,
                w->dead_letter, w->topic, w->topic);
        if (!more || !strstr(more, "gateway.store="))
                fprintf(out, "gateway.store=%s-store\n", w->file);
        write_more(out, more);
        fclose(out);
        DONE(conf_open(&conf, &settings, w->file, NULL, &e));
        return conf;
}

/* To another database of the world's server. */
static struct pg *connect_to(void *world, const char *database)
{
        const struct world *w = world;
        char dbname[96];
        const char *const set[] = {dbname, NULL};
        struct conf *conf;
        struct pg *pg;
        struct err e;
        snprintf(dbname, sizeof(dbname), "warehouse.dbname=%s", database);
        DONE(conf_open(&conf, &settings, w->file, set, &e));
        DONE(warehouse_connect(&pg, conf, "tests", 10, &e));
        conf_close(conf);
        return pg;
}

/* The locale that knows least: no letters beyond ASCII. */
static struct model_server server_of(const struct world *w)
{
        return (struct model_server){connect_to, (void *)w, "encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"};
}

void world_open(struct world *w, const char *name, const char *more)
{
        static int worlds;
        *w = (struct world){.file = "/tmp/hentra-test-XXXXXX"};
        forget_settings();
        const int fd = mkstemp(w->file);
        assert_true(fd >= 0);
        close(fd);
        snprintf(w->database, sizeof(w->database), "test_%s", name);
        snprintf(w->topic, sizeof(w->topic), "%s-%d-%d", name, getpid(), ++worlds);
        snprintf(w->dead_letter, sizeof(w->dead_letter), "%s-%d-%d-dlq", name, getpid(), worlds);
        w->conf = open_conf(w, more);
        if (!getenv("HENTRA_TEST_PG"))
                return;
        const struct model_server server = server_of(w);
        model_empty(&server, w->database);
}

void world_close(struct world *w)
{
        char command[128];
        conf_close(w->conf);
        unlink(w->file);
        snprintf(command, sizeof(command), "rm -rf %s-store", w->file); /* of a gateway */
        assert_int_equal(system(command), 0);
        *w = (struct world){0};
}

void world_setup(const struct world *w, int rule_version)
{
        const struct model_server server = server_of(w);
        model_setup(&server, w->database, rule_version);
}

void world_topic(const struct world *w, int partitions)
{
        struct err e;
        bool created;
        DONE(kafka_topic_ensure(w->conf, w->topic, partitions, 1, 10, &created, &e));
        DONE(kafka_topic_ensure(w->conf, w->dead_letter, 1, 1, 10, &created, &e));
        for (int32_t i = 0; i < partitions; i++) {
                int64_t first, next;
                EVENTUALLY(peek_bounds(w->conf, w->topic, i, &first, &next, 10000, &e) == OK);
        }
}

struct pg *world_connect(const struct world *w, const char *application)
{
        struct pg *pg;
        struct err e;
        DONE(warehouse_connect(&pg, w->conf, application, 10, &e));
        return pg;
}

void sql_run(struct pg *pg, const char *sql)
{
        struct err e;
        DONE(pg_script(pg, sql, &e));
}

int64_t sql_number(struct pg *pg, const char *sql)
{
        struct pg_result *r;
        struct err e;
        DONE(pg_run(pg, sql, NULL, 0, &r, &e));
        assert_int_equal(pg_rows(r), 1);
        const int64_t n = pg_get_int(r, 0, 0);
        pg_free(r);
        return n;
}

char *sql_text(struct pg *pg, const char *sql)
{
        struct pg_result *r;
        struct err e;
        struct bytes all = {0};
        char *query = NULL;
        if (asprintf(&query, "select string_agg(trim(t::text, '()'), ' ') from (%s) t", sql) < 0)
                abort();
        DONE(pg_run(pg, query, NULL, 0, &r, &e));
        const struct text rows = pg_get_text(r, 0, 0);
        for (size_t i = 0; i < rows.len; i++)
                if (rows.at[i] != '"')
                        bytes_add(&all, rows.at[i] == ',' ? "|" : rows.at + i, 1);
        bytes_add(&all, "", 1);
        pg_free(r);
        free(query);
        return (char *)all.at;
}
