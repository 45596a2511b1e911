/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_codec.c - encoding by Avro-C. What is written is ours; nothing from outside is ever read by it.
 */
#include "core/lib/alert_codec.h"

#include "core/base/schema.h"
#include "core/lib/avsc.h"
#include "generated/embedded.h"
#include <avro.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 10, RECORD_MOST = 8192 };

struct alert_codec {
        avro_schema_t schema;
        avro_value_iface_t *class;
        avro_value_t value;
        uint8_t head[HEAD];
};

static const struct embedded_file *newest(void)
{
        const struct embedded_file *f = embedded_alert_schemas;
        while (f[1].name)
                f++;
        return f;
}

static enum fault read_fingerprint(struct alert_codec *c, struct err *e)
{
        struct schema schema = {0};
        const enum fault fault = avsc_read(&schema, (struct text){newest()->text, newest()->len}, e);
        const uint64_t fingerprint = fault == OK ? htole64(schema_fingerprint(&schema)) : 0;
        schema_free(&schema);
        memcpy(c->head, "\xc3\x01", 2);
        memcpy(c->head + 2, &fingerprint, sizeof(fingerprint));
        return fault;
}

enum fault alert_codec_open(struct alert_codec **out, struct err *e)
{
        struct alert_codec *c = need_alloc(sizeof(*c));
        *out = c;
        if (read_fingerprint(c, e) != OK)
                return e->kind;
        if (avro_schema_from_json_length(newest()->text, newest()->len, &c->schema) == 0)
                c->class = avro_generic_class_from_schema(c->schema);
        if (!c->class || avro_generic_value_new(c->class, &c->value) != 0)
                return fail(e, FATAL, "the schema of alerts: %s", avro_strerror());
        return OK;
}

void alert_codec_close(struct alert_codec *c)
{
        if (!c)
                return;
        if (c->value.iface)
                avro_value_decref(&c->value);
        if (c->class)
                avro_value_iface_decref(c->class);
        if (c->schema)
                avro_schema_decref(c->schema);
        free(c);
}

/* One field after the other: any that fails stays failed, and is told once. */
struct filling {
        avro_value_t *record;
        int failed;
};

static avro_value_t field(struct filling *f, const char *name)
{
        avro_value_t v = {0};
        f->failed |= avro_value_get_by_name(f->record, name, &v, NULL);
        return v;
}

static void put_long(struct filling *f, const char *name, int64_t n)
{
        avro_value_t v = field(f, name);
        f->failed |= f->failed || avro_value_set_long(&v, n);
}

static void put_int(struct filling *f, const char *name, int32_t n)
{
        avro_value_t v = field(f, name);
        f->failed |= f->failed || avro_value_set_int(&v, n);
}

static void put_symbol(struct filling *f, const char *name, int32_t n)
{
        avro_value_t v = field(f, name);
        /* Avro-C would write any number. */
        f->failed |= f->failed || n < 0 ||
                     n >= avro_schema_enum_number_of_symbols(avro_value_get_schema(&v)) ||
                     avro_value_set_enum(&v, n);
}

static void put_text(struct filling *f, const char *name, struct text t)
{
        avro_value_t v = field(f, name);
        f->failed |= f->failed || avro_value_set_string_len(&v, t.len ? t.at : "", t.len + 1);
}

static void fill(struct filling *f, const struct alert_message *m)
{
        put_long(f, "alert_id", m->alert_id);
        put_int(f, "transition", m->transition);
        put_symbol(f, "state", alert_state_of(m));
        put_symbol(f, "reason", m->reason);
        put_long(f, "at", m->at);
        put_text(f, "rule", m->rule);
        put_symbol(f, "kind", m->kind);
        put_int(f, "step", m->step);
        put_int(f, "offset_minutes", m->offset_minutes);
        put_long(f, "due_at", m->due_at);
        put_long(f, "fires_at", m->fires_at);
        put_text(f, "dossier_id", m->dossier_id);
        put_symbol(f, "case_kind", m->case_kind);
        put_text(f, "agency", m->agency);
        put_text(f, "recipient", m->recipient);
        put_text(f, "procedure", m->procedure);
        avro_value_t stale = field(f, "stale");
        f->failed |= f->failed || avro_value_set_boolean(&stale, m->stale);
        put_text(f, "text_vi", m->text_vi);
        put_text(f, "text_en", m->text_en);
}

enum fault alert_encode(struct alert_codec *c, const struct alert_message *m, struct bytes *out,
                        struct err *e)
{
        struct filling f = {&c->value, 0};
        bytes_clear(out);
        bytes_add(out, c->head, HEAD);
        fill(&f, m);
        avro_writer_t w = avro_writer_memory((const char *)bytes_room(out, RECORD_MOST), RECORD_MOST);
        const int failed = f.failed || !w || avro_value_write(w, &c->value);
        out->len = HEAD + (failed ? 0 : (size_t)avro_writer_tell(w));
        if (w)
                avro_writer_free(w);
        if (failed)
                return fail(e, FATAL, "alert %lld, transition %d: the schema of alerts has no words for it",
                            (long long)m->alert_id, (int)m->transition);
        return OK;
}
