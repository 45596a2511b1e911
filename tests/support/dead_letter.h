/* SPDX-License-Identifier: Apache-2.0
 *
 * dead_letter.h - the dead-letter topic as somebody else reads it: by a plain consumer, with headers.
 */
#ifndef HENTRA_TESTS_SUPPORT_DEAD_LETTER_H
#define HENTRA_TESTS_SUPPORT_DEAD_LETTER_H

#include "tests/support/world.h"

#include <librdkafka/rdkafka.h>

/* From the first message; the caller closes it. */
rd_kafka_t *dead_letters_open(const struct world *w);
/* The next one, waited for; the caller destroys it. */
rd_kafka_message_t *dead_letter_next(rd_kafka_t *rk);
void assert_header(const rd_kafka_message_t *m, const char *name, const char *value);
/* The next one is of partition 0 of the world's topic, and is what was set aside; NULL: none. */
void assert_dead_letter(const struct world *w, rd_kafka_t *rk, const char *offset, const char *reason,
                        const char *key, const void *value, size_t len);

#endif
