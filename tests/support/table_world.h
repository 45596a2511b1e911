/* SPDX-License-Identifier: Apache-2.0
 *
 * table_world.h - a table of a source where nothing may be installed, and the mapping of the manual.
 */
#ifndef HENTRA_TESTS_SUPPORT_TABLE_WORLD_H
#define HENTRA_TESTS_SUPPORT_TABLE_WORLD_H

#include "tests/support/outbox_world.h"
#include <unistd.h>

static char folder[] = "/tmp/hentra-table-XXXXXX", mapping[64], state[64];

static inline void write_file(const char *path, const char *text)
{
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs(text, f);
        fclose(f);
}

static inline void table_world_open(const char *name)
{
        outbox_world_open(name);
        assert_non_null(mkdtemp(folder));
        snprintf(mapping, sizeof(mapping), "%s/petition.ini", folder);
        snprintf(state, sizeof(state), "%s/state", folder);
        char *table = documented("create table public.kien_nghi"), *ini = documented("[file]\nrow = case");
        sql_run(pg, table);
        write_file(mapping, ini);
        free(table);
        free(ini);
}

static inline int close_all(void **unused)
{
        char command[128];
        snprintf(command, sizeof(command), "rm -r %s", folder);
        assert_int_equal(system(command), 0);
        return close_world(unused);
}

static inline void look(int code, struct child *c)
{
        assert_exit(code, c, &world, "outbox", "--mapping", mapping, "--table", "public.kien_nghi",
                    "--changed", "cap_nhat", "--state", state, "--once");
}

static inline void look_once(void)
{
        struct child c;
        look(0, &c);
        child_close(&c);
}

/* What was said from an offset on: dossier, kind, status and number of occurrences of each event. */
static inline void table_said_add(void *context, const struct event *v)
{
        char *said = context;
        const size_t len = strlen(said);
        snprintf(said + len, 4096 - len, "%.*s:%s:%s:%u ", (int)v->dossier_id.len, v->dossier_id.at,
                 case_kind_names[v->case_kind], status_names[v->status], v->occurrence_n);
}

static inline const char *said_from(int64_t from)
{
        static char said[4096];
        said[0] = '\0';
        each_event(from, table_said_add, said);
        return said;
}

#endif
