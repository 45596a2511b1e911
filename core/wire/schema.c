/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.c - types, their canonical form and its fingerprint.
 *
 * Rule: a fingerprint is part of every message ever written: this file follows the Avro specification 1.11,
 * "Parsing Canonical Form for Schemas" and "Schema Fingerprints", to the byte, and libraries where they
 * differ from it. They differ at a primitive type with a logical type. None of them keeps the logical type
 * of a fixed (but decimal and duration, which we do not use).
 */
#include "core/wire/schema.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const type_names[TYPE_COUNT] = {
        [TYPE_NULL] = "null",   [TYPE_BOOLEAN] = "boolean", [TYPE_INT] = "int",
        [TYPE_LONG] = "long",   [TYPE_FLOAT] = "float",     [TYPE_DOUBLE] = "double",
        [TYPE_BYTES] = "bytes", [TYPE_STRING] = "string",   [TYPE_RECORD] = "record",
        [TYPE_ENUM] = "enum",   [TYPE_FIXED] = "fixed",     [TYPE_ARRAY] = "array",
        [TYPE_MAP] = "map",     [TYPE_UNION] = "union",
};

struct type *schema_type(struct schema *s, enum type_kind kind)
{
        struct type *t = need_alloc(sizeof(*t));
        t->kind = kind;
        s->types = need_realloc(s->types, (s->count + 1) * sizeof(struct type *));
        s->types[s->count++] = t;
        return t;
}

struct part *type_part(struct type *t, const char *name, struct type *type)
{
        t->part = need_realloc(t->part, (t->parts + 1) * sizeof(*t->part));
        struct part *p = &t->part[t->parts++];
        *p = (struct part){.name = name ? need_strdup(name) : NULL, .type = type};
        return p;
}

static void type_free(struct type *t)
{
        for (size_t i = 0; i < t->parts; i++)
                free(t->part[i].name);
        free(t->part);
        free(t->name);
        free(t->logical);
        free(t->unknown);
        free(t);
}

void schema_free(struct schema *s)
{
        for (size_t i = 0; i < s->count; i++)
                type_free(s->types[i]);
        free(s->types);
        *s = (struct schema){0};
}

struct writing {
        struct bytes *out;
        enum spelling spelling;
        const struct type **seen; /* named types already written: they follow by name */
        size_t seen_count;
};

static void add(struct writing *w, const char *text)
{
        bytes_add(w->out, text, strlen(text));
}

/* Names and symbols are letters, digits, _ and dots: nothing to escape. */
static void add_quoted(struct writing *w, const char *text)
{
        add(w, "\"");
        add(w, text);
        add(w, "\"");
}

static void add_type(struct writing *w, const struct type *t);

static void add_list(struct writing *w, const struct type *t)
{
        add(w, "[");
        for (size_t i = 0; i < t->parts; i++) {
                add(w, i > 0 ? "," : "");
                if (t->kind == TYPE_ENUM) {
                        add_quoted(w, t->part[i].name);
                } else if (t->kind == TYPE_UNION) {
                        add_type(w, t->part[i].type);
                } else {
                        add(w, "{\"name\":");
                        add_quoted(w, t->part[i].name);
                        add(w, ",\"type\":");
                        add_type(w, t->part[i].type);
                        add(w, "}");
                }
        }
        add(w, "]");
}

static bool was_seen(struct writing *w, const struct type *t)
{
        for (size_t i = 0; i < w->seen_count; i++)
                if (w->seen[i] == t)
                        return true;
        w->seen[w->seen_count++] = t;
        return false;
}

static void add_named(struct writing *w, const struct type *t)
{
        char size[32];
        if (was_seen(w, t)) {
                add_quoted(w, t->name);
                return;
        }
        add(w, "{\"name\":");
        add_quoted(w, t->name);
        add(w, ",\"type\":");
        add_quoted(w, type_names[t->kind]);
        if (t->kind == TYPE_FIXED) {
                snprintf(size, sizeof(size), ",\"size\":%u", t->size);
                add(w, size);
        } else {
                add(w, t->kind == TYPE_RECORD ? ",\"fields\":" : ",\"symbols\":");
                add_list(w, t);
        }
        add(w, "}");
}

static void add_primitive(struct writing *w, const struct type *t)
{
        const bool bare = !t->logical || w->spelling == SPELT_BARE;
        add(w, bare ? "" : "{\"type\":");
        add_quoted(w, type_names[t->kind]);
        if (!bare && w->spelling == SPELT_LOGICAL) {
                add(w, ",\"logicalType\":");
                add_quoted(w, t->logical);
        }
        add(w, bare ? "" : "}");
}

static void add_type(struct writing *w, const struct type *t)
{
        switch (t->kind) {
        case TYPE_RECORD:
        case TYPE_ENUM:
        case TYPE_FIXED:
                add_named(w, t);
                break;
        case TYPE_UNION:
                add_list(w, t);
                break;
        case TYPE_ARRAY:
        case TYPE_MAP:
                add(w, t->kind == TYPE_ARRAY ? "{\"type\":\"array\",\"items\":"
                                             : "{\"type\":\"map\",\"values\":");
                add_type(w, t->part[0].type);
                add(w, "}");
                break;
        default:
                add_primitive(w, t);
        }
}

void schema_canonical(const struct schema *s, enum spelling spelling, struct bytes *out)
{
        struct writing w = {
                .out = out, .spelling = spelling, .seen = need_alloc(s->count * sizeof(struct type *))};
        add_type(&w, s->root);
        free(w.seen);
}

uint64_t crc64_avro(const void *bytes, size_t len)
{
        static const uint64_t empty = 0xc15d213aa4d7a795; /* also the polynomial */
        uint64_t crc = empty;
        const uint8_t *p = bytes;
        for (size_t i = 0; i < len; i++) {
                uint64_t row = (crc ^ p[i]) & 0xff;
                for (int bit = 0; bit < 8; bit++)
                        row = (row >> 1) ^ (empty & -(row & 1));
                crc = (crc >> 8) ^ row;
        }
        return crc;
}

uint64_t schema_fingerprint(const struct schema *s, enum spelling spelling)
{
        struct bytes canonical = {0};
        schema_canonical(s, spelling, &canonical);
        uint64_t fingerprint = crc64_avro(canonical.at, canonical.len);
        bytes_free(&canonical);
        return fingerprint;
}
