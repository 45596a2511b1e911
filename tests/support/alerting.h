/* SPDX-License-Identifier: Apache-2.0
 *
 * alerting.h - an alerter of which only the deliveries to webhooks are there, with the rights of
 * hentra_alerter, and alerts as a look at the deadlines leaves them. Its clock stands still, where the test
 * sets it.
 */
#ifndef HENTRA_TESTS_SUPPORT_ALERTING_H
#define HENTRA_TESTS_SUPPORT_ALERTING_H

#include "tests/support/child.h"
#include "tests/support/receiver.h"

#include "consumers/alert/tell/deliver.h"

enum { WEBHOOK_TIMEOUT_S = 60 }; /* alert.webhook_timeout: much longer than any test may take */

struct alerter {
        struct pg *pg;
        struct calendar *calendar;
        struct deliverer *deliverer;
};

/* The world of a test; agencies H.1 to H.3 have the numbers 1 to 3. */
struct alerting {
        struct world world;
        struct zone *zone;
        struct receiver receiver;
        struct pg *sql; /* with all rights */
        struct clock clock;
        struct alerter one;
};
extern struct alerting here;

/* For a group of tests, and for each of them: no webhooks, no alerts, a new alerter, 2022-03-09 06:00. */
void alerting_begin(const char *name);
void alerting_begin_with(const char *name, const char *settings); /* and these lines of the configuration */
int alerting_end(void **state);
int alerting_fresh(void **state);
int alerting_done(void **state);

micros at(const char *local);
void alerter_open(struct alerter *a);
void alerter_close(struct alerter *a);
/* A round of the alerter's loop, as far as it delivers. */
void turn(struct alerter *a);

#define TURNS_UNTIL(fact) UNTIL_(fact, #fact, turn(&here.one))

/* `more`: kind, agency_id, digest_minute; NULL: each alert, for any agency. */
void webhook(const char *name, const char *path, const char *more);
/* n alerts more for an agency, which is one transition each. */
void raise_alerts(int n, int recipient);
/* Counts the deliveries to a webhook for which a condition holds. */
int64_t deliveries(const char *webhook_name, const char *condition);

#endif
