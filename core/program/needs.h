/* SPDX-License-Identifier: Apache-2.0
 *
 * needs.h - what a service needs to do its work, such as its warehouse and Kafka, and what it waits for.
 *
 * A command declares its needs when it begins; none of them is met then. Once all were met for the first time
 * the manager that started the service is told that it is ready, and from then on at every change, in its
 * status line, what is missing. watch.h answers /ready by them.
 */
#ifndef HENTRA_PROGRAM_NEEDS_H
#define HENTRA_PROGRAM_NEEDS_H

#include <stdbool.h>
#include <stddef.h>

enum { NEED_TEXT_MOST = 256 };
struct need {
        const char *name; /* a word, as "warehouse" */
        bool met;
        char waits_for[NEED_TEXT_MOST]; /* one line for people; never the contents of a record */
};

/* Borrowed until needs_forget(). */
void needs_declare(struct need *needs, size_t n);
void needs_forget(void);

void need_is_met(struct need *n);
void need_waits(struct need *n, const char *waits_for);

size_t needs_count(void);
const struct need *needs_at(size_t i);
/* True: all are met, or there are none. */
bool needs_are_met(void);

#endif
