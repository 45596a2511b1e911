/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_codec.c - the fields of the schema, in its order. A test reads the bytes by Avro-C.
 */
#include "core/wire/alert_codec.h"

#include "core/wire/avsc.h"
#include "core/wire/frame.h"
#include "core/wire/schema.h"
#include "core/wire/zigzag.h"
#include "generated/embedded.h"
#include <stdlib.h>

/* A new symbol would stop readers that know only the older ones, so newer kinds and reasons have none. */
enum { KIND_UNKNOWN = 0, KIND_LIKELY_LATE = 5, REASON_UNKNOWN = 10, REASON_LAST = 11 };

static int32_t known_kind(const struct alert_message *m)
{
        return m->source.len || m->kind == KIND_LIKELY_LATE ? KIND_UNKNOWN : m->kind;
}

static int32_t known_reason(int32_t reason)
{
        return reason >= REASON_UNKNOWN && reason <= REASON_LAST ? REASON_UNKNOWN : reason;
}

struct alert_codec {
        struct schema schema;
        uint8_t head[FRAME_SINGLE_LEN];
        size_t head_len;
};

static const struct embedded_file *newest(void)
{
        const struct embedded_file *f = embedded_alert_schemas;
        while (f[1].name)
                f++;
        return f;
}

struct text alert_codec_newest(void)
{
        return (struct text){newest()->text, newest()->len};
}

enum fault alert_codec_open(struct alert_codec **out, struct err *e)
{
        struct alert_codec *c = need_alloc(sizeof(*c));
        *out = c;
        if (avsc_read(&c->schema, alert_codec_newest(), e) != OK)
                return fail_at(e, "the schema of alerts");
        frame_write(c->head, schema_fingerprint(&c->schema, SPELT_BARE));
        c->head_len = FRAME_SINGLE_LEN;
        return OK;
}

void alert_codec_frame_registered(struct alert_codec *c, int32_t id)
{
        frame_write_registered(c->head, (uint32_t)id);
        c->head_len = FRAME_REGISTERED_LEN;
}

void alert_codec_close(struct alert_codec *c)
{
        if (!c)
                return;
        schema_free(&c->schema);
        free(c);
}

/* One field after the other. */
struct filling {
        const struct type *record;
        struct bytes *out;
        size_t field;
        bool failed;
};

static void add_long(struct bytes *out, int64_t n)
{
        uint8_t bytes[ZIGZAG_MOST];
        bytes_add(out, bytes, (size_t)(zigzag_put(bytes, n) - bytes));
}

static void put_long(struct filling *f, int64_t n)
{
        add_long(f->out, n);
        f->field++;
}

static void put_symbol(struct filling *f, int32_t n)
{
        f->failed |= n < 0 || (size_t)n >= f->record->part[f->field].type->parts;
        put_long(f, n);
}

static void put_text(struct filling *f, struct text t)
{
        add_long(f->out, (int64_t)t.len);
        bytes_add(f->out, t.at, t.len);
        f->field++;
}

static void put_truth(struct filling *f, bool v)
{
        bytes_add(f->out, &(uint8_t){v}, 1);
        f->field++;
}

enum fault alert_encode(struct alert_codec *c, const struct alert_message *m, struct bytes *out,
                        struct err *e)
{
        struct filling f = {.record = c->schema.root, .out = out};
        bytes_clear(out);
        bytes_add(out, c->head, c->head_len);
        put_long(&f, m->alert_id);
        put_long(&f, m->transition);
        put_symbol(&f, alert_state_of(m));
        put_symbol(&f, known_reason(m->reason));
        put_long(&f, m->at);
        put_text(&f, m->rule);
        put_symbol(&f, known_kind(m));
        put_long(&f, m->step);
        put_long(&f, m->offset_minutes);
        put_long(&f, m->due_at);
        put_long(&f, m->fires_at);
        put_text(&f, m->dossier_id);
        put_symbol(&f, m->case_kind);
        put_text(&f, m->agency);
        put_text(&f, m->recipient);
        put_text(&f, m->procedure);
        put_truth(&f, m->stale);
        put_text(&f, m->text_vi);
        put_text(&f, m->text_en);
        put_text(&f, m->source);
        put_long(&f, m->usual_minutes);
        if (f.failed)
                return fail(e, FATAL, "alert %lld, transition %d: the schema of alerts has no words for it",
                            (long long)m->alert_id, (int)m->transition);
        return OK;
}
