/* SPDX-License-Identifier: Apache-2.0
 *
 * container.h - an Avro object container file (Avro 1.11, "Object Container Files"), written in blocks.
 *
 * Ours, since Avro-C writes the schema as it has understood it: without logical types and docs, so that
 * readers would take instants for plain numbers. Blocks are not compressed.
 */
#ifndef HENTRA_WIRE_CONTAINER_H
#define HENTRA_WIRE_CONTAINER_H

#include "core/base/bytes.h"
#include "core/base/text.h"
#include <stdint.h>
#include <stdio.h>

struct container {
        FILE *out; /* borrowed; errors show in ferror(out) */

        /* its own: */
        struct bytes block;
        int64_t records; /* in the block */
        uint8_t sync[16];
};

/* Writes the head. `schema` is JSON. */
void container_begin(struct container *c, FILE *out, struct text schema);
/* The value of the next record is added to the result, by the functions below; then container_record(). */
struct bytes *container_value(struct container *c);
void container_record(struct container *c);
/* Writes the last block, frees the memory. */
void container_end(struct container *c);

void avro_put_long(struct bytes *b,
                   int64_t v); /* int, long, date, timestamp-micros, number of a union's branch */
void avro_put_text(struct bytes *b, struct text t);
void avro_put_flag(struct bytes *b, bool v);

#endif
