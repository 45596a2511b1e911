/* SPDX-License-Identifier: Apache-2.0
 *
 * world.h - what an integration test lives in: a database of its own on the server of $HENTRA_TEST_PG, topics of its
 * own on the broker of $HENTRA_TEST_KAFKA, and a configuration that names them.
 *
 * Nothing waits for a time to pass: EVENTUALLY() and UNTIL() wait for a fact, at most for PATIENCE_S.
 */
#ifndef HENTRA_TESTS_SUPPORT_WORLD_H
#define HENTRA_TESTS_SUPPORT_WORLD_H

#include "consumers/dossier/rule.h"
#include "tests/support/unit.h"

#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <unistd.h>

enum { PATIENCE_S = 30 * TEST_PATIENCE, SKIPPED = 77 };
enum { SERVER_PG = 1, SERVER_KAFKA = 2, PROGRAM = 4, GUARDED = 8 };

#define EVENTUALLY(fact) UNTIL_(fact, #fact, usleep(10000))
/* With something to do meanwhile. */
#define UNTIL(fact, step) UNTIL_(fact, #fact, step)
#define UNTIL_(fact, text, step)                                             \
        do {                                                                 \
                const micros until_ = moment_now() + PATIENCE_S * 1000000LL; \
                while (!(fact)) {                                            \
                        if (moment_now() > until_)                           \
                                fail_msg("never came true: %s", text);       \
                        step;                                                \
                }                                                            \
        } while (0)

/* The call succeeds, or the test ends with the error's text. `e` is in scope. */
#define DONE(call)                                         \
        do {                                               \
                if ((call) != OK)                          \
                        fail_msg("%s: %s", #call, e.text); \
        } while (0)

/* True, with a word on standard output, when a server (or the program, $HENTRA) that the test needs is not named: its main() then ends with
 * SKIPPED. */
bool world_lacks(int needs);

struct world {
        struct conf *conf;
        char database[64], topic[64], dead_letter[64];
        char file[64]; /* the configuration, for commands */
};

/* Makes the database anew (dropping that of a former run) and reads the configuration: servers, database, topic names
 * that no other world has, and the lines `more` (or NULL). Creates no topic. */
void world_open(struct world *w, const char *name, const char *more);
void world_close(struct world *w);
/* The tables, in the zone Asia/Ho_Chi_Minh. */
void world_setup(const struct world *w, int rule_version);
/* Topic and dead-letter topic; every partition has its leader when it returns. */
void world_topic(const struct world *w, int partitions);

struct pg *world_connect(const struct world *w, const char *application);
/* Runs a script; gives the one number that a query answers. */
void sql_run(struct pg *pg, const char *sql);
int64_t sql_number(struct pg *pg, const char *sql);
/* Every row of the answer as text, columns separated by '|' and rows by ' '; the caller frees. */
char *sql_text(struct pg *pg, const char *sql);
#define assert_sql(pg, expected, sql)                   \
        do {                                            \
                char *answer_ = sql_text(pg, sql);      \
                assert_string_equal(answer_, expected); \
                free(answer_);                          \
        } while (0)

#endif
