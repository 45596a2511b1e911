/* SPDX-License-Identifier: Apache-2.0
 *
 * visiting.h - a dashboard as a process with a world of its own, asked over HTTP by people who log in.
 */
#ifndef HENTRA_TESTS_SUPPORT_VISITING_H
#define HENTRA_TESTS_SUPPORT_VISITING_H

#include "core/base/bytes.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"

struct visiting {
        struct world world;
        struct pg *pg; /* as the owner */
        struct child dashboard;
        int port;
};
extern struct visiting visit;

/* A world that is set up, with the agencies 000.00.01.H58 (1) and 000.00.02.H58 (2). `settings`: more lines. */
void visiting_open(const char *name, const char *settings);
/* The same, where it is `origin` now. */
void visiting_open_at(const char *name, const char *settings, const char *origin);
/* A login of the database, which belongs to the server: named after the test, and gone behind it. `more` is
 * what CREATE ROLE takes behind the password, or "". */
void visiting_role(const char *role, const char *password, const char *more);
/* Starts the dashboard, and waits until it is ready. */
void visiting_start(void);
/* Ends it; its exit code. */
int visiting_close(void);

/* ---- people ---- */

struct session {
        char cookie[128], token[96];
        char head[400];    /* lines of a GET */
        char changes[600]; /* lines of a POST of JSON, with the token */
};
/* The status; of 200 the session, where one is wanted. */
int visiting_login(const char *role, const char *password, struct session *s);
struct asked visiting_ask(const char *method, const char *path, const char *head, const char *body);
int visiting_status(const char *method, const char *path, const char *head);

#define assert_body(a, part)                                               \
        do {                                                               \
                if (!strstr((a)->body, part))                              \
                        fail_msg("\"%s\" is not in: %s", part, (a)->body); \
        } while (0)

/* ---- live pages ---- */

int visiting_listen(const struct session *s, const char *more);
/* Adds what came; false: the connection has ended. */
bool visiting_hear(int fd, struct bytes *all);
bool visiting_heard(int fd, struct bytes *all, const char *part);

/* An alert of the rule for overdue dossiers at the first agency. */
void visiting_raise(const char *dossier);

#endif
