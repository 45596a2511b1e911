/* SPDX-License-Identifier: Apache-2.0
 *
 * avro_oracle.c - a record by Avro-C against the same record as an event, field by field by name.
 */
#include "tests/fuzz/avro_oracle.h"
#include "core/base/event_field.h"
#include "tests/fuzz/fuzz.h"
#include <avro.h>
#include <string.h>

static bool same_number(const avro_value_t *value, int64_t ours)
{
        int64_t theirs;
        int32_t narrow;
        if (avro_value_get_type(value) == AVRO_INT32) {
                HOLDS(avro_value_get_int(value, &narrow) == 0);
                theirs = narrow;
        } else {
                HOLDS(avro_value_get_long(value, &theirs) == 0);
        }
        /* Avro-C knows no logical types: a time may have been said in milliseconds. */
        return ours == theirs || (ours % 1000 == 0 && ours / 1000 == theirs);
}

static bool same_text(const avro_value_t *value, struct text ours)
{
        const void *at;
        const char *string;
        size_t size;
        if (avro_value_get_type(value) == AVRO_BYTES) {
                HOLDS(avro_value_get_bytes(value, &at, &size) == 0);
                return text_equal((struct text){at, size}, ours);
        }
        HOLDS(avro_value_get_string(value, &string, &size) == 0);
        return text_equal((struct text){string, size - 1}, ours);
}

/* A symbol that is not ours reads as the default of our enum, which is its first value. */
static bool same_symbol(const avro_value_t *value, const struct event_field *f, int ours)
{
        int number;
        HOLDS(avro_value_get_enum(value, &number) == 0);
        const char *theirs = avro_schema_enum_get(avro_value_get_schema(value), number);
        for (int i = 0; i < f->names_count; i++)
                if (f->names[i][0] && strcmp(theirs, f->names[i]) == 0)
                        return ours == i;
        return ours == 0;
}

static bool same_field(const avro_value_t *value, const struct event_field *f, const void *ours)
{
        const void *id;
        size_t size;
        int truth;
        switch (f->kind) {
        case FIELD_ID:
                return avro_value_get_fixed(value, &id, &size) == 0 && size == 16 && !memcmp(id, ours, 16);
        case FIELD_TEXT:
                return same_text(value, *(const struct text *)ours);
        case FIELD_NUMBER:
        case FIELD_TIME:
                return same_number(value, *(const int64_t *)ours);
        case FIELD_CODE:
                return same_symbol(value, f, *(const int *)ours);
        default:
                return avro_value_get_boolean(value, &truth) == 0 &&
                       *(const int *)ours == (truth ? TRUTH_YES : TRUTH_NO);
        }
}

static void compare(const avro_value_t *record, const struct event *v)
{
        struct event empty;
        event_empty(&empty);
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                const struct event_field *f = &event_fields[i];
                const void *ours = (const char *)v + f->offset, *unsaid = (const char *)&empty + f->offset;
                avro_value_t value, branch;
                bool said = avro_value_get_by_name(record, f->name, &value, NULL) == 0;
                if (said && avro_value_get_type(&value) == AVRO_UNION) {
                        HOLDS(avro_value_get_current_branch(&value, &branch) == 0);
                        value = branch;
                }
                said = said && avro_value_get_type(&value) != AVRO_NULL;
                if (said)
                        HOLDS(same_field(&value, f, ours));
                else if (f->kind == FIELD_TEXT)
                        HOLDS(((const struct text *)ours)->len == ((const struct text *)unsaid)->len);
                else if (f->kind == FIELD_TIME)
                        HOLDS(*(const micros *)ours == *(const micros *)unsaid);
        }
}

void avro_oracle_agrees(struct text schema, const uint8_t *record, size_t len, const struct event *v)
{
        avro_schema_t parsed;
        avro_value_t value;
        HOLDS(avro_schema_from_json_length(schema.at, schema.len, &parsed) == 0);
        avro_value_iface_t *class = avro_generic_class_from_schema(parsed);
        HOLDS(class && avro_generic_value_new(class, &value) == 0);
        avro_reader_t reader = avro_reader_memory((const char *)record, (int64_t)len);
        int read = avro_value_read(reader, &value);
        if (read != 0)
                fprintf(stderr, "Avro-C: %s\n", avro_strerror());
        HOLDS(read == 0);
        char rest;
        HOLDS(avro_read(reader, &rest, 1) != 0);
        compare(&value, v);
        avro_reader_free(reader);
        avro_value_decref(&value);
        avro_value_iface_decref(class);
        avro_schema_decref(parsed);
}
