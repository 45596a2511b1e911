/* SPDX-License-Identifier: Apache-2.0
 *
 * codec.c - the only file that knows Avro-C.
 *
 * Rule: Avro-C never sees a message. It judges schemas and writes what event_check() has passed; reading is a
 * plan, resolved when the writer's schema is learnt.
 * So: a message costs no memory, and its fate is known in time bounded by its length.
 */
#include "core/lib/codec.h"
#include "core/base/event_field.h"
#include "core/base/resolve.h"
#include "core/base/schema.h"
#include "core/lib/avsc.h"
#include "generated/embedded.h"
#include <avro.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SINGLE_HEAD = 10, CONFLUENT_HEAD = 5, FIELDS_MOST = 32, NAMES_MOST = 16 };

struct writer {
        struct schema schema;
        struct plan plan; /* borrows names from schema */
        uint64_t fingerprint;
};

struct registered {
        int32_t id;
        const struct writer *writer;
};

/* The newest schema, and where each of event_fields stands in the one record that is written again and again. */
struct encoder {
        avro_schema_t schema;
        avro_value_iface_t *class;
        avro_value_t record;
        avro_value_t value[FIELDS_MOST];
        int null_branch[FIELDS_MOST];  /* -1: the field is no union */
        int value_branch[FIELDS_MOST]; /* the other one */
        int symbol[FIELDS_MOST][NAMES_MOST];
        avro_writer_t out;
        uint8_t head[SINGLE_HEAD];
};

struct codec {
        struct writer **writers;
        size_t writer_count;
        struct registered *ids;
        size_t id_count;
        const struct writer *newest;
        struct encoder encoder;
};

const char *codec_library_version(void)
{
        return AVRO_C_VERSION;
}

static const struct writer *find_writer(const struct codec *c, uint64_t fingerprint)
{
        for (size_t i = 0; i < c->writer_count; i++)
                if (c->writers[i]->fingerprint == fingerprint)
                        return c->writers[i];
        return NULL;
}

static const struct writer *find_id(const struct codec *c, int32_t id)
{
        for (size_t i = 0; i < c->id_count; i++)
                if (c->ids[i].id == id)
                        return c->ids[i].writer;
        return NULL;
}

static void writer_free(struct writer *w)
{
        plan_free(&w->plan);
        schema_free(&w->schema);
        free(w);
}

/* Our reader is strict where it matters to reading; the rest of Avro's rules is Avro-C's to judge. */
static enum fault judge(const char *json, size_t len, struct err *e)
{
        avro_schema_t schema;
        if (avro_schema_from_json_length(json, len, &schema) != 0)
                return fail(e, POISON, "no Avro schema: %s", avro_strerror());
        avro_schema_decref(schema);
        return OK;
}

static enum fault add_writer(struct codec *c, const char *json, size_t len, const struct writer **out,
                             struct err *e)
{
        struct writer *w = need_alloc(sizeof(*w));
        enum fault fault = avsc_read(&w->schema, (struct text){json, len}, e);
        if (fault == OK)
                fault = judge(json, len, e);
        if (fault == OK)
                w->fingerprint = schema_fingerprint(&w->schema);
        if (fault == OK && (*out = find_writer(c, w->fingerprint))) {
                writer_free(w);
                return OK;
        }
        if (fault == OK)
                fault = plan_resolve(&w->plan, &w->schema, c->newest ? &c->newest->schema : &w->schema, e);
        if (fault != OK) {
                writer_free(w);
                return fault;
        }
        c->writers = need_realloc(c->writers, (c->writer_count + 1) * sizeof(struct writer *));
        c->writers[c->writer_count++] = w;
        *out = w;
        return OK;
}

enum fault codec_learn(struct codec *c, const char *schema, size_t len, int32_t confluent_id, struct err *e)
{
        const struct writer *w;
        enum fault fault = add_writer(c, schema, len, &w, e);
        if (fault != OK || confluent_id < 0)
                return fault;
        const struct writer *before = find_id(c, confluent_id);
        if (before == w)
                return OK;
        if (before)
                return fail(e, FATAL, "schema id %d is said to mean two schemas", confluent_id);
        c->ids = need_realloc(c->ids, (c->id_count + 1) * sizeof(*c->ids));
        c->ids[c->id_count++] = (struct registered){confluent_id, w};
        return OK;
}

/* Branches of a nullable field, and the schema of what is not null. */
static avro_schema_t branches_of(struct encoder *n, size_t at, avro_schema_t schema)
{
        n->null_branch[at] = n->value_branch[at] = -1;
        if (avro_typeof(schema) != AVRO_UNION)
                return schema;
        for (int i = 0; i < (int)avro_schema_union_size(schema); i++) {
                if (avro_typeof(avro_schema_union_branch(schema, i)) == AVRO_NULL)
                        n->null_branch[at] = i;
                else
                        n->value_branch[at] = i;
        }
        return avro_schema_union_branch(schema, n->value_branch[at]);
}

static enum fault encoder_field(struct encoder *n, size_t at, struct err *e)
{
        const struct event_field *f = &event_fields[at];
        int place = avro_schema_record_field_get_index(n->schema, f->name);
        if (place < 0 || avro_value_get_by_index(&n->record, (size_t)place, &n->value[at], NULL) != 0)
                return fail(e, FATAL, "the newest schema has no field %s", f->name);
        avro_schema_t schema = branches_of(n, at, avro_schema_record_field_get_by_index(n->schema, place));
        for (int i = 0; f->kind == FIELD_CODE && i < f->names_count; i++)
                n->symbol[at][i] = avro_schema_enum_get_by_name(schema, f->names[i]);
        return OK;
}

static enum fault encoder_open(struct encoder *n, const struct embedded_file *schema, uint64_t fingerprint,
                               struct err *e)
{
        if (avro_schema_from_json_length(schema->text, schema->len, &n->schema) != 0)
                return fail(e, FATAL, "the built-in schema %s: %s", schema->name, avro_strerror());
        n->class = avro_generic_class_from_schema(n->schema);
        if (!n->class || avro_generic_value_new(n->class, &n->record) != 0)
                return fail(e, FATAL, "the built-in schema %s: %s", schema->name, avro_strerror());
        n->out = avro_writer_memory((const char *)n->head, sizeof(n->head));
        if (!n->out)
                return fail(e, FATAL, "Avro-C: %s", avro_strerror());
        memcpy(n->head, (const uint8_t[]){0xc3, 0x01}, 2);
        for (size_t i = 0; i < 8; i++)
                n->head[2 + i] = (uint8_t)(fingerprint >> (8 * i));
        for (size_t i = 0; i < event_field_count; i++)
                if (encoder_field(n, i, e) != OK)
                        return FATAL;
        return OK;
}

static void encoder_close(struct encoder *n)
{
        if (n->out)
                avro_writer_free(n->out);
        if (n->record.self)
                avro_value_decref(&n->record);
        if (n->class)
                avro_value_iface_decref(n->class);
        if (n->schema)
                avro_schema_decref(n->schema);
}

enum fault codec_open(struct codec **out, struct err *e)
{
        struct codec *c = need_alloc(sizeof(*c));
        const struct embedded_file *newest = embedded_status_schemas;
        enum fault fault = OK;
        *out = NULL;
        while (newest[0].name && newest[1].name)
                newest++;
        /* The newest first: the others are resolved against it. */
        if (!newest->name)
                fault = fail(e, FATAL, "this build carries no schema");
        else
                fault = add_writer(c, newest->text, newest->len, &c->newest, e);
        for (const struct embedded_file *s = embedded_status_schemas; fault == OK && s->name; s++)
                fault = codec_learn(c, s->text, s->len, -1, e);
        if (fault == OK)
                fault = encoder_open(&c->encoder, newest, c->newest->fingerprint, e);
        if (fault != OK) {
                codec_close(c);
                return fault;
        }
        *out = c;
        return OK;
}

void codec_close(struct codec *c)
{
        if (!c)
                return;
        encoder_close(&c->encoder);
        for (size_t i = 0; i < c->writer_count; i++)
                writer_free(c->writers[i]);
        free(c->writers);
        free(c->ids);
        free(c);
}

/* Avro-C wants the NUL behind a string: texts are views, so they are copied. */
static int put_text(avro_value_t *value, struct text t)
{
        char copy[CODEC_EVENT_MOST];
        if (t.len >= sizeof(copy))
                return -1;
        if (t.len > 0)
                memcpy(copy, t.at, t.len);
        copy[t.len] = '\0';
        return avro_value_set_string_len(value, copy, t.len + 1);
}

static int put_code(const struct encoder *n, size_t at, avro_value_t *value, int number)
{
        if (number < 0 || number >= event_fields[at].names_count || n->symbol[at][number] < 0)
                return -1;
        return avro_value_set_enum(value, n->symbol[at][number]);
}

static bool is_absent(const struct event_field *f, const void *from)
{
        switch (f->kind) {
        case FIELD_TEXT:
                return ((const struct text *)from)->len == 0;
        case FIELD_TIME:
                return *(const micros *)from == NO_TIME;
        case FIELD_CODE:
        case FIELD_TRUTH:
                return *(const int *)from == 0;
        default:
                return false;
        }
}

static int put_field(struct encoder *n, size_t at, const struct event *v)
{
        const struct event_field *f = &event_fields[at];
        const void *from = (const char *)v + f->offset;
        avro_value_t branch, *value = &n->value[at];
        if (n->null_branch[at] >= 0) {
                bool absent = is_absent(f, from);
                if (avro_value_set_branch(value, absent ? n->null_branch[at] : n->value_branch[at],
                                          &branch) != 0)
                        return -1;
                if (absent)
                        return avro_value_set_null(&branch);
                value = &branch;
        }
        switch (f->kind) {
        case FIELD_ID:
                return avro_value_set_fixed(value, (void *)from, 16);
        case FIELD_TEXT:
                return put_text(value, *(const struct text *)from);
        case FIELD_CODE:
                return put_code(n, at, value, *(const int *)from);
        case FIELD_TRUTH:
                return avro_value_set_boolean(value, *(const enum digitised *)from == DIGITISED_YES);
        default:
                return avro_value_set_long(value, *(const int64_t *)from);
        }
}

enum fault codec_encode(struct codec *c, const struct event *v, uint8_t out[static CODEC_EVENT_MOST],
                        size_t *len, struct err *e)
{
        struct encoder *n = &c->encoder;
        for (size_t i = 0; i < event_field_count; i++)
                if (put_field(n, i, v) != 0)
                        return fail(e, POISON, "field %s cannot be encoded: %s", event_fields[i].name,
                                    avro_strerror());
        memcpy(out, n->head, SINGLE_HEAD);
        avro_writer_memory_set_dest(n->out, (const char *)out + SINGLE_HEAD, CODEC_EVENT_MOST - SINGLE_HEAD);
        if (avro_value_write(n->out, &n->record) != 0)
                return fail(e, POISON, "event cannot be encoded: %s", avro_strerror());
        *len = SINGLE_HEAD + (size_t)avro_writer_tell(n->out);
        return OK;
}

/* Who wrote the message, by its head of *head bytes; NULL: nobody we know, *e is set. */
static const struct writer *writer_of(const struct codec *c, const uint8_t *bytes, size_t len, size_t *head,
                                      struct err *e)
{
        const struct writer *w;
        *head = 0;
        if (len >= SINGLE_HEAD && bytes[0] == 0xc3 && bytes[1] == 0x01) {
                uint64_t fingerprint = 0;
                for (size_t i = 0; i < 8; i++)
                        fingerprint |= (uint64_t)bytes[2 + i] << (8 * i);
                *head = SINGLE_HEAD;
                w = find_writer(c, fingerprint);
                if (!w)
                        fail(e, POISON, "unknown schema fingerprint %016" PRIx64, fingerprint);
                return w;
        }
        if (len >= CONFLUENT_HEAD && bytes[0] == 0x00) {
                uint32_t id = read_be32(bytes + 1);
                *head = CONFLUENT_HEAD;
                w = id <= INT32_MAX ? find_id(c, (int32_t)id) : NULL;
                if (!w)
                        fail(e, POISON, "unknown schema id %" PRIu32, id);
                return w;
        }
        fail(e, POISON, "%zu bytes that begin with neither C3 01 and a fingerprint nor 00 and a schema id",
             len);
        return NULL;
}

enum fault codec_decode(const struct codec *c, const uint8_t *bytes, size_t len, struct event *v,
                        struct err *e)
{
        size_t head;
        const struct writer *w = writer_of(c, bytes, len, &head, e);
        if (!w)
                return POISON;
        event_empty(v);
        enum fault fault = plan_run(w->plan.steps, bytes + head, len - head, v, e);
        return fault == OK ? event_check(v, e) : fault;
}
