/* SPDX-License-Identifier: Apache-2.0
 *
 * registered.h - a real schema registry (tests/support/registry) as a process, which ends with the test
 * at the latest, and what a stranger does with it.
 */
#ifndef HENTRA_TESTS_SUPPORT_REGISTERED_H
#define HENTRA_TESTS_SUPPORT_REGISTERED_H

#include "tests/support/world.h"

#include "core/base/bytes.h"
#include "core/base/text.h"
#include <sys/types.h>

struct server {
        pid_t pid;
        int port;
        char url[96];
};
/* It answers when this returns. From then on this program asks no proxy. */
void server_start(struct server *s);
void server_stop(struct server *s);
/* It holds its connections and answers nothing, as a machine that hangs; and goes on. */
void server_pause(const struct server *s);
void server_resume(const struct server *s);
/* A port of the loopback interface at which nobody listens. */
int server_free_port(void);

/* Puts a schema under a subject; gives its id. */
int32_t server_add(const struct server *s, const char *subject, struct text schema);
/* The level of compatibility of a subject (NULL: of all), as "BACKWARD". */
void server_set_level(const struct server *s, const char *subject, const char *level);

/* The same message with the frame of an id in the place of its own ten bytes. */
void reframe(const uint8_t *message, size_t len, int32_t id, struct bytes *out);

#endif
