/* SPDX-License-Identifier: Apache-2.0
 *
 * registered.h - the real schema registry that all tests share (tests/support/services), a line to it of the
 * test's own, which may be bad, and what a stranger does with the registry.
 *
 * It may have been used before: a test has subjects of its own (registered_subject()), sets the level of
 * those alone, and lets its line hang rather than the registry.
 */
#ifndef HENTRA_TESTS_SUPPORT_REGISTERED_H
#define HENTRA_TESTS_SUPPORT_REGISTERED_H

#include "tests/support/world.h"

#include "core/base/bytes.h"
#include "core/base/text.h"
#include <sys/types.h>

/* Starts the registry, unless it runs. True, with a word on standard output, where it cannot be had: main()
 * then ends with SKIPPED. With $HENTRA_TEST_ALL nothing may be skipped: the program ends with 1. From then
 * on this program asks no proxy. */
bool registered_lacks(void);
const char *registered_url(void);
/* "NAME-PID-value"; lives until the fourth call from here. */
const char *registered_subject(const char *name);

/* Puts a schema under a subject; gives its id. */
int32_t registered_add(const char *subject, struct text schema);
/* Removes a subject, with all of its versions. */
void registered_remove(const char *subject);
/* The level of compatibility of a subject, as "BACKWARD". */
void registered_set_level(const char *subject, const char *level);

/* A line to the registry (tests/support/line.py), a process that ends with the test at the latest. */
struct line {
        pid_t pid;
        int port;
        char url[64]; /* of a good one */
};
void line_open(struct line *l);
void line_close(struct line *l);
/* The URL of a bad one, by line.py's words; lives until the fourth call from here. */
const char *line_url(const struct line *l, const char *what, int number);
/* It holds its connections and answers nothing, as a machine that hangs; and goes on. */
void line_pause(const struct line *l);
void line_resume(const struct line *l);
/* A port of the loopback interface at which nobody listens. */
int registered_free_port(void);

/* The same message with the frame of an id in the place of its own ten bytes. */
void reframe(const uint8_t *message, size_t len, int32_t id, struct bytes *out);

#endif
