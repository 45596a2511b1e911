/* SPDX-License-Identifier: Apache-2.0
 *
 * asking.h - a client of HTTP on a bare socket, so that a test sends and reads bytes, and nothing else.
 */
#ifndef HENTRA_TESTS_SUPPORT_ASKING_H
#define HENTRA_TESTS_SUPPORT_ASKING_H

#include "tests/support/world.h"

struct asked {
        int status;        /* 0: the connection ended without an answer */
        char *head, *body; /* one string, cut between them */
};

/* To 127.0.0.1. */
int ask_connect(int port);
void ask_send(int fd, const char *text);
/* Reads to the end of the connection, and closes it. The caller frees by asked_end(). */
struct asked ask_read(int fd);
/* `head`: more lines, each with its end, or "". */
struct asked ask(int port, const char *path, const char *head, const char *body);
void asked_end(struct asked *a);

#endif
