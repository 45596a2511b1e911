/* SPDX-License-Identifier: Apache-2.0
 *
 * scratch.h - a database of a test's own, on the server that $HENTRA_TEST_PG names (a libpq connection string of a
 * superuser); dropped at the end. Without the variable the test is skipped, and says so.
 */
#ifndef HENTRA_TESTS_SUPPORT_SCRATCH_H
#define HENTRA_TESTS_SUPPORT_SCRATCH_H

#include "consumers/dossier/rule.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include "core/program/keys.h"
#include "tests/support/model.h"
#include "tests/support/unit.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SCRATCH_KEYS = 16, SCRATCH_WORDS = 64 };

struct scratch {
        char name[64];
        char key[SCRATCH_KEYS][512]; /* warehouse.host=…, for --set */
        int keys;
        struct pg *pg; /* to the database */
};

static inline void scratch_key(struct scratch *s, const char *name, const char *value)
{
        assert_true(s->keys < SCRATCH_KEYS);
        const int n = snprintf(s->key[s->keys++], sizeof(s->key[0]), "warehouse.%s=%s", name, value);
        assert_true(n > 0 && n < (int)sizeof(s->key[0]));
}

/* "host=… passfile='…'" into keys, but for dbname. */
static inline void scratch_read(struct scratch *s, const char *conninfo)
{
        char name[64], value[400];
        const char *p = conninfo;
        while (*(p += strspn(p, " "))) {
                size_t n = strcspn(p, "="), v = 0;
                snprintf(name, sizeof(name), "%.*s", (int)n, p);
                p += n + (p[n] == '=');
                const char end = *p == '\'' ? '\'' : ' ';
                for (p += *p == '\''; *p && *p != end; p++) {
                        p += *p == '\\';
                        assert_true(v + 1 < sizeof(value));
                        value[v++] = *p;
                }
                p += *p == '\'';
                value[v] = 0;
                if (strcmp(name, "dbname") != 0)
                        scratch_key(s, name, value);
        }
}

static inline struct pg *scratch_connect(struct scratch *s, const char *database)
{
        char dbname[96];
        const char *set[SCRATCH_KEYS + 2] = {0};
        struct conf *conf;
        struct pg *pg;
        struct err e;
        for (int i = 0; i < s->keys; i++)
                set[i] = s->key[i];
        snprintf(dbname, sizeof(dbname), "warehouse.dbname=%s", database);
        set[s->keys] = dbname;
        if (conf_open(&conf, &settings, "/dev/null", set, &e) != OK ||
            warehouse_connect(&pg, conf, "hentra test", 10, &e) != OK)
                fail_msg("%s", e.text);
        conf_close(conf);
        return pg;
}

static inline void scratch_script(struct pg *pg, const char *sql)
{
        struct err e;
        if (pg_script(pg, sql, &e) != OK)
                fail_msg("%s\n%s", e.text, sql);
}

/* The first value of a query as text, in the caller's buffer; "" when there is no row or it is null. */
static inline const char *scratch_text(struct pg *pg, const char *sql, char *out, size_t size)
{
        char wrapped[4096];
        struct pg_result *r;
        struct err e;
        assert_true(snprintf(wrapped, sizeof(wrapped), "select (%s)::text", sql) < (int)sizeof(wrapped));
        if (pg_run(pg, wrapped, NULL, 0, &r, &e) != OK)
                fail_msg("%s\n%s", e.text, sql);
        const struct text value = pg_is_null(r, 0, 0) ? (struct text){0} : pg_get_text(r, 0, 0);
        snprintf(out, size, "%.*s", (int)value.len, value.at ? value.at : "");
        pg_free(r);
        return out;
}

#define assert_sql(pg, sql, expected)                                                                   \
        do {                                                                                            \
                char assert_sql_[4096];                                                                 \
                assert_string_equal(scratch_text(pg, sql, assert_sql_, sizeof(assert_sql_)), expected); \
        } while (0)

/* Runs one of hentra's commands in this process against the database: scratch_run(&s, setup_command, "setup",
 * "--no-topics", NULL). Returns its exit code. */
static inline int scratch_run(struct scratch *s, int (*command)(int, char **), const char *name, ...)
{
        char dbname[96], *argv[SCRATCH_WORDS] = {0};
        int argc = 0;
        va_list words;
        argv[argc++] = (char *)name;
        argv[argc++] = (char *)"--config";
        argv[argc++] = (char *)"/dev/null";
        snprintf(dbname, sizeof(dbname), "warehouse.dbname=%s", s->name);
        for (int i = 0; i <= s->keys; i++) {
                argv[argc++] = (char *)"--set";
                argv[argc++] = i < s->keys ? s->key[i] : dbname;
        }
        va_start(words, name);
        for (char *w; argc < SCRATCH_WORDS - 1 && (w = va_arg(words, char *));)
                argv[argc++] = w;
        va_end(words);
        return command(argc, argv);
}

/* True, with a word, when no server is named: tests whose group opens the database end their main() with
 * SCRATCH_SKIPPED then. */
enum { SCRATCH_SKIPPED = 77 };
static inline bool scratch_lacks_server(void)
{
        if (getenv("HENTRA_TEST_PG"))
                return false;
        print_message("skipped: HENTRA_TEST_PG names no PostgreSQL (./check integration starts one)\n");
        return true;
}

static inline void scratch_open(struct scratch *s)
{
        static int opened;
        char sql[128];
        if (scratch_lacks_server())
                skip();
        const char *server = getenv("HENTRA_TEST_PG");
        *s = (struct scratch){0};
        snprintf(s->name, sizeof(s->name), "hentra_test_%d_%d", (int)getpid(), ++opened);
        scratch_read(s, server);
        struct pg *pg = scratch_connect(s, "postgres");
        snprintf(sql, sizeof(sql), "create database %s template template0", s->name);
        scratch_script(pg, sql);
        pg_close(pg);
        s->pg = scratch_connect(s, s->name);
}

static inline struct pg *scratch_connect_to(void *s, const char *database)
{
        return scratch_connect(s, database);
}

/* The tables, in the zone Asia/Ho_Chi_Minh, where setup itself is not what is tested. A copy ends the session. */
static inline void scratch_setup(struct scratch *s)
{
        const struct model_server server = {scratch_connect_to, s, ""};
        model_setup(&server, s->name, RULE_FORM06);
        if (pg_script(s->pg, "select", &(struct err){0}) == OK)
                return;
        pg_close(s->pg);
        s->pg = scratch_connect(s, s->name);
}

static inline void scratch_close(struct scratch *s)
{
        char sql[128];
        pg_close(s->pg);
        struct pg *pg = scratch_connect(s, "postgres");
        snprintf(sql, sizeof(sql), "drop database %s with (force)", s->name);
        scratch_script(pg, sql);
        pg_close(pg);
}

#endif
