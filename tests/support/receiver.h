/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver.h - a webhook's receiver as a process (receiver.py says how its paths behave). It ends with the
 * test at the latest.
 */
#ifndef HENTRA_TESTS_SUPPORT_RECEIVER_H
#define HENTRA_TESTS_SUPPORT_RECEIVER_H

#include "tests/support/world.h"

#include "core/lib/json.h"
#include <sys/types.h>

struct receiver {
        pid_t pid;
        int port;
        char record[64];
};

/* Verifies signatures by the key `secret`. From then on this program asks no proxy. */
void receiver_start(struct receiver *r, const char *secret);
void receiver_stop(struct receiver *r);

/* A request, as the record has it. */
struct received {
        struct json_node *line, *body; /* body NULL: it was no JSON */
        micros at;
        int64_t connection;
};
/* Counts the requests of this path that have come so far; `out` (or NULL): the last of them, which the
 * caller closes. */
int receiver_count(const struct receiver *r, const char *path, struct received *out);
/* The nth of them, from 0; false: there is none. */
bool receiver_nth(const struct receiver *r, const char *path, int nth, struct received *out);
void received_close(struct received *r);

/* "GET" or "POST". Borrowed, as what follows. */
const char *received_method(const struct received *r);
/* A text of the body, by its key; "" when it has none. A header's value. */
const char *received_text(const struct received *r, const char *key);
const char *received_header(const struct received *r, const char *name);
/* "yes", "no", "none" */
const char *received_signed(const struct received *r);

#endif
