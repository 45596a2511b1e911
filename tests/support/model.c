/* SPDX-License-Identifier: Apache-2.0
 *
 * model.c - see model.h.
 */
#include "tests/support/model.h"

#include "consumers/setup/schema.h"
#include "tests/support/world.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void run_for(struct pg *pg, const char *format, const char *name, const char *other)
{
        char sql[300];
        snprintf(sql, sizeof(sql), format, name, other);
        sql_run(pg, sql);
}

static void make_empty(const struct model_server *s, struct pg *server, const char *name)
{
        run_for(server, "drop database if exists %s with (force)%s", name, "");
        run_for(server, "create database %s template template0 %s", name, s->locale);
}

void model_empty(const struct model_server *s, const char *database)
{
        struct pg *server = s->connect(s->context, "postgres");
        make_empty(s, server, database);
        pg_close(server);
}

static void ignore_change(void *context, const char *what, const char *name)
{
        (void)context, (void)what, (void)name;
}

static void set_up(const struct model_server *s, const char *database, int rule_version)
{
        const struct schema_setup quiet = {.change = ignore_change};
        struct pg *pg = s->connect(s->context, database);
        struct err e;
        DONE(schema_setup(pg, "Asia/Ho_Chi_Minh", rule_version, &quiet, &e));
        pg_close(pg);
}

static void make_model(const struct model_server *s, struct pg *server, int rule_version, const char *model)
{
        static const char unfinished[] = "model_unfinished";
        make_empty(s, server, unfinished);
        set_up(s, unfinished, rule_version);
        run_for(server, "alter database %s rename to %s", unfinished, model);
}

/* Another build has another name. */
static void name_model(const struct model_server *s, int rule_version, char *out, size_t size)
{
        const char *program = getenv("HENTRA");
        struct stat st;
        assert_int_equal(stat(program ? program : "/proc/self/exe", &st), 0);
        snprintf(out, size, "model_%d_%d_%llx_%llx", rule_version, *s->locale != 0,
                 (unsigned long long)st.st_size,
                 (unsigned long long)st.st_mtim.tv_sec * 1000000000ULL +
                         (unsigned long long)st.st_mtim.tv_nsec);
}

static void copy(const struct model_server *s, const char *database, int rule_version)
{
        char model[64], sql[200];
        struct pg *server = s->connect(s->context, "postgres");
        name_model(s, rule_version, model, sizeof(model));
        sql_run(server, "select pg_advisory_lock(hashtext('hentra test model'))");
        snprintf(sql, sizeof(sql), "select count(*) from pg_database where datname = '%s'", model);
        if (sql_number(server, sql) == 0)
                make_model(s, server, rule_version, model);
        run_for(server, "drop database if exists %s with (force)%s", database, "");
        run_for(server, "create database %s template %s", database, model);
        pg_close(server);
}

static bool is_empty(const struct model_server *s, const char *database)
{
        struct pg *pg = s->connect(s->context, database);
        const bool is = sql_number(pg, "select count(*) from pg_namespace where nspname = 'hentra'") == 0;
        pg_close(pg);
        return is;
}

void model_setup(const struct model_server *s, const char *database, int rule_version)
{
        if (is_empty(s, database))
                copy(s, database, rule_version);
        else
                set_up(s, database, rule_version);
}
