/* SPDX-License-Identifier: Apache-2.0
 *
 * avro_oracle.h - Avro-C's own reader, to compare with: only ever given bytes that the reader plan has
 * accepted, since a length that lies makes it allocate what is claimed.
 */
#ifndef HENTRA_TESTS_FUZZ_AVRO_ORACLE_H
#define HENTRA_TESTS_FUZZ_AVRO_ORACLE_H

#include "core/base/event.h"
#include <stddef.h>
#include <stdint.h>

/* Aborts with a message when Avro-C does not read the record (without framing) of this writer's schema to
 * its last byte, or reads something else than *v. Fields that are not ours are read and not compared. */
void avro_oracle_agrees(struct text schema, const uint8_t *record, size_t len, const struct event *v);

#endif
