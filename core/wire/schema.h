/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.h - an Avro schema as a graph of plain types, and its fingerprints.
 *
 * A named type (record, enum, fixed) is in the graph once, however often it is used; a type that contains
 * itself makes a circle. All types belong to the schema and are freed with it. Pure.
 */
#ifndef HENTRA_WIRE_SCHEMA_H
#define HENTRA_WIRE_SCHEMA_H

#include "core/base/bytes.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum type_kind {
        TYPE_NULL,
        TYPE_BOOLEAN,
        TYPE_INT,
        TYPE_LONG,
        TYPE_FLOAT,
        TYPE_DOUBLE,
        TYPE_BYTES,
        TYPE_STRING,
        TYPE_RECORD,
        TYPE_ENUM,
        TYPE_FIXED,
        TYPE_ARRAY,
        TYPE_MAP,
        TYPE_UNION,
        TYPE_COUNT
};
extern const char *const type_names[TYPE_COUNT]; /* as Avro writes them */

struct part {
        char *name;        /* of a field or symbol; NULL for branches and items */
        struct type *type; /* NULL for symbols */
        bool has_default;  /* of a field */
};

struct type {
        enum type_kind kind;
        char *name;    /* the full name of a record, enum or fixed */
        char *logical; /* its logical type; NULL: none */
        char *unknown; /* an enum's default symbol; NULL: none */
        uint32_t size; /* of a fixed */
        struct part
                *part; /* fields, symbols, branches; one for the items of an array or the values of a map */
        size_t parts;
};

struct schema { /* zero is empty */
        struct type *root;
        struct type **types;
        size_t count;
};

/* A new type that belongs to the schema. */
struct type *schema_type(struct schema *s, enum type_kind kind);
struct part *type_part(struct type *t, const char *name, struct type *type); /* appends; name may be NULL */
void schema_free(struct schema *s);                                          /* twice is fine */

/* Spellings of {"type": "long", "logicalType": "timestamp-micros", …} in the Parsing Canonical Forms of
 * libraries. tests/data has messages of each. */
enum spelling {
        SPELT_BARE,    /* "long": the Avro specification 1.11; we, Java, fastavro, twmb/avro */
        SPELT_OBJECT,  /* {"type":"long"}: Avro for Python, apache-avro (Rust), goavro */
        SPELT_LOGICAL, /* {"type":"long","logicalType":"timestamp-micros"}: hamba/avro */
        SPELLINGS
};
/* Appends the canonical form to *out. */
void schema_canonical(const struct schema *s, enum spelling spelling, struct bytes *out);
/* CRC-64-AVRO (Rabin) of bytes; of a canonical form it is the schema's fingerprint. */
uint64_t crc64_avro(const void *bytes, size_t len);
uint64_t schema_fingerprint(const struct schema *s, enum spelling spelling);

#endif
