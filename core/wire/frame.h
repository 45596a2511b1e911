/* SPDX-License-Identifier: Apache-2.0
 *
 * frame.h - the frame of a message: the bytes before the record, which name the schema that wrote it.
 *
 *   C3 01, the CRC-64-AVRO fingerprint of the schema in eight bytes, little endian
 *          (Avro specification 1.11, "Single-object encoding")
 *   00, the schema's id at a registry in four bytes, big endian
 *          (Confluent's wire format)
 */
#ifndef HENTRA_WIRE_FRAME_H
#define HENTRA_WIRE_FRAME_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { FRAME_SINGLE_LEN = 10, FRAME_REGISTERED_LEN = 5 };

enum frame_kind { FRAME_NONE, FRAME_SINGLE, FRAME_REGISTERED };

struct frame {
        enum frame_kind kind;
        size_t len;           /* its bytes: the record begins behind them */
        uint64_t fingerprint; /* of the schema, for FRAME_SINGLE; else 0 */
        uint32_t id;          /* of the schema at the registry, for FRAME_REGISTERED; else 0 */
};

/* Reads the frame of a message. FRAME_NONE: the message begins with neither, or is too short. */
static inline struct frame frame_read(const uint8_t *bytes, size_t len)
{
        struct frame f = {FRAME_NONE, 0, 0, 0};
        if (len >= FRAME_SINGLE_LEN && bytes[0] == 0xc3 && bytes[1] == 0x01) {
                memcpy(&f.fingerprint, bytes + 2, sizeof(f.fingerprint));
                f = (struct frame){FRAME_SINGLE, FRAME_SINGLE_LEN, le64toh(f.fingerprint), 0};
        } else if (len >= FRAME_REGISTERED_LEN && bytes[0] == 0x00) {
                memcpy(&f.id, bytes + 1, sizeof(f.id));
                f = (struct frame){FRAME_REGISTERED, FRAME_REGISTERED_LEN, 0, be32toh(f.id)};
        }
        return f;
}

/* Writes the frame FRAME_SINGLE; the caller puts the record behind it. */
static inline void frame_write(uint8_t out[static FRAME_SINGLE_LEN], uint64_t fingerprint)
{
        const uint64_t bytes = htole64(fingerprint);
        out[0] = 0xc3;
        out[1] = 0x01;
        memcpy(out + 2, &bytes, sizeof(bytes));
}

/* The same, FRAME_REGISTERED. */
static inline void frame_write_registered(uint8_t out[static FRAME_REGISTERED_LEN], uint32_t id)
{
        const uint32_t bytes = htobe32(id);
        out[0] = 0x00;
        memcpy(out + 1, &bytes, sizeof(bytes));
}

#endif
