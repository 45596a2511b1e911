/* SPDX-License-Identifier: Apache-2.0
 *
 * options.c - command lines, as words between NULs, given to the commands themselves: what is wrong with
 * them is said before any server is asked, and no server is there.
 *
 * The exit code is one of the three that are promised.
 */
#include "consumers/load/quarantine/quarantine_command.h"
#include "consumers/report/range.h"
#include "consumers/report/report.h"
#include "consumers/setup/setup.h"
#include "consumers/verify/verify.h"
#include "core/lib/log.h"
#include "core/lib/pg.h"
#include "core/program/config_command.h"
#include "core/program/front.h"
#include "producers/simulate/catalogue.h"
#include "producers/simulate/simulate.h"
#include "producers/simulate/simulator.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>
#include <unistd.h>

/* A built-in profile is read for `simulate`. */
const struct fuzz_bound fuzz_bound = {1 << 20, 64};

void __wrap_log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);
enum fault __wrap_pg_open(struct pg **pg, const struct conf *conf, const struct pg_session *session,
                          int wait_s, struct err *e);
enum fault __wrap_pg_run(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                         struct pg_result **result, struct err *e);
enum fault __wrap_simulator_open(struct simulator **s, const struct profile *p,
                                 const struct simulator_options *options, struct err *e);
enum fault __wrap_catalogue_write(const struct province *v, const char *dir, struct err *e);

void __wrap_log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
        (void)level;
        (void)fields;
        HOLDS(event && n < 64);
}

enum fault __wrap_pg_open(struct pg **pg, const struct conf *conf, const struct pg_session *session,
                          int wait_s, struct err *e)
{
        (void)conf;
        (void)session;
        HOLDS(wait_s >= 0 && wait_s <= 86400);
        *pg = NULL;
        return fail(e, FATAL, "no server");
}

enum fault __wrap_pg_run(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                         struct pg_result **result, struct err *e)
{
        (void)pg;
        (void)sql;
        (void)params;
        (void)n;
        *result = NULL;
        return fail(e, FATAL, "no server");
}

/* The options were read; nothing is executed. */
enum fault __wrap_simulator_open(struct simulator **s, const struct profile *p,
                                 const struct simulator_options *options, struct err *e)
{
        HOLDS(p->received > 0 && p->received <= DOSSIERS_MOST && options->speed >= 0);
        *s = NULL;
        return fail(e, FATAL, "no simulator");
}

enum fault __wrap_catalogue_write(const struct province *v, const char *dir, struct err *e)
{
        (void)v;
        (void)dir;
        return fail(e, FATAL, "nothing is written here");
}

static const struct front_command commands[] = {
        {"simulate", "s", simulate_command},
        {"report", "r", report_command},
        {"verify", "v", verify_command},
        {"quarantine", "q", quarantine_command},
        {"setup", "s", setup_command},
        {"config", "c", config_command},
        {0},
};

static char *empty[] = {NULL}; /* the environment */
static struct zone *zone;
static FILE *nowhere;

void fuzz_open(void)
{
        struct err e;
        environ = empty;
        nowhere = fopen("/dev/null", "w");
        HOLDS(nowhere && zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK);
}

/* The range of a report, which the command would ask the server's zone for. */
static void range(char **word, int n)
{
        const micros now = 1700000000000000;
        const struct range_words words = {n > 1 ? word[1] : NULL, n > 2 ? word[2] : NULL, NULL,
                                          n > 3 ? word[3] : NULL, n > 4 ? word[4] : NULL};
        struct range r;
        struct err e;
        enum fault fault = fuzz_said(range_read(&r, &words, zone, now, NULL, &e), &e);
        HOLDS(fault == OK ? r.first <= r.last && (r.known_at == END_OF_TIME || r.known_at <= now)
                          : fault == USAGE);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        enum { MOST = 40 };
        char *argv[MOST + 2] = {"hentra"}, *owned[MOST];
        int n = 0;
        FILE *out = stdout, *complaints = stderr;
        while (size > 0 && n < MOST) {
                owned[n] = fuzz_string(&data, &size);
                argv[n + 1] = owned[n];
                n++;
        }
        range(argv, n);
        stdout = stderr = nowhere;
        int rc = front_run(commands, n + 1, argv);
        stdout = out;
        stderr = complaints;
        HOLDS(rc >= 0 && rc <= 2);
        for (int i = 0; i < n; i++)
                free(owned[i]);
}
