/* SPDX-License-Identifier: Apache-2.0
 *
 * mailbox.h - a server of letters as a process (mailbox.py says how its recipients behave), with a certificate
 * of its own for 127.0.0.1. It ends with the test at the latest.
 */
#ifndef HENTRA_TESTS_SUPPORT_MAILBOX_H
#define HENTRA_TESTS_SUPPORT_MAILBOX_H

#include "tests/support/world.h"

#include "core/lib/json.h"
#include <sys/types.h>

struct mailbox {
        pid_t pid;
        int plain, starttls, tls; /* ports */
        char dir[64];             /* cert.pem, key.pem, record */
};
void mailbox_start(struct mailbox *m);
void mailbox_stop(struct mailbox *m);

/* Counts the letters to a recipient that were taken, or the attempts that were not; *last (or NULL): the last of
 * them, which the caller closes by json_close(). */
int mailbox_count(const struct mailbox *m, const char *to, bool taken, struct json_node **last);
/* A header, decoded; "" without one. A text of the line. Borrowed. */
const char *letter_header(const struct json_node *letter, const char *name);
const char *letter_text(const struct json_node *letter, const char *key);

#endif
