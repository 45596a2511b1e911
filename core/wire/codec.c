/* SPDX-License-Identifier: Apache-2.0
 *
 * codec.c - the only file that knows Avro-C.
 *
 * Rule: Avro-C never sees a message. It checks schemas; reading and writing are plans, resolved when a
 * schema is learnt.
 * So: a message costs no memory, and the time to decode it is bounded by its length.
 */
#include "core/wire/codec.h"
#include "core/base/moment.h"
#include "core/base/stop.h"
#include "core/wire/avsc.h"
#include "core/wire/frame.h"
#include "core/wire/registry.h"
#include "core/wire/resolve.h"
#include "core/wire/schema.h"
#include "core/wire/write.h"
#include "generated/embedded.h"
#include <avro.h>
#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct writer {
        struct schema schema;
        struct plan plan; /* borrows names from schema */
        uint64_t fingerprint[SPELLINGS];
};

struct known_id {
        int32_t id;
        const struct writer *writer;
};

/* An id that nothing can be read of. The registry may get to know it, so it is asked again after a while. */
struct refused {
        int32_t id;
        micros since, until; /* steady */
        struct err why;
};
enum { REFUSED_MOST = 64 };
/* Ids that are remembered. A registry may have more, and each costs some kilobytes: then they are learnt
 * anew. */
enum { IDS_MOST = 1000 };
#define REFUSED_FOR (60 * MICROS_PER_SECOND)

struct codec {
        struct writer **writers;
        size_t writer_count, own_count; /* own: of this build, the first ones */
        struct known_id *ids;
        size_t id_count;
        const struct writer *newest;
        struct write_plan write;
        uint8_t head[FRAME_SINGLE_LEN]; /* of what is written */
        size_t head_len;
        struct registry *registry; /* NULL: none */
        struct refused refused[REFUSED_MOST];
        size_t refused_count; /* of all times: the oldest is overwritten */
};

const char *codec_library_version(void)
{
        return AVRO_C_VERSION;
}

/* The first one that was learnt, in the spelling of any library. */
static const struct writer *find_writer(const struct codec *c, uint64_t fingerprint)
{
        for (size_t i = 0; i < c->writer_count; i++)
                for (size_t spelling = 0; spelling < SPELLINGS; spelling++)
                        if (c->writers[i]->fingerprint[spelling] == fingerprint)
                                return c->writers[i];
        return NULL;
}

/* Bare canonical forms agree although times are counted in other units: only all spellings tell schemas
 * apart. */
static const struct writer *find_same(const struct codec *c, const struct writer *w)
{
        for (size_t i = 0; i < c->writer_count; i++)
                if (memcmp(c->writers[i]->fingerprint, w->fingerprint, sizeof(w->fingerprint)) == 0)
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

static void forget_strangers(struct codec *c)
{
        while (c->writer_count > c->own_count)
                writer_free(c->writers[--c->writer_count]);
        c->id_count = 0;
}

/* Our reader checks the rules that matter to reading; Avro-C checks all others. */
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
        for (size_t i = 0; fault == OK && i < SPELLINGS; i++)
                w->fingerprint[i] = schema_fingerprint(&w->schema, (enum spelling)i);
        if (fault == OK && (*out = find_same(c, w))) {
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
        if (c->id_count >= IDS_MOST)
                forget_strangers(c);
        enum fault fault = add_writer(c, schema, len, &w, e);
        if (fault != OK || confluent_id < 0)
                return fault;
        const struct writer *before = find_id(c, confluent_id);
        if (before == w)
                return OK;
        if (before)
                return fail(e, FATAL, "schema id %d is said to mean two schemas", confluent_id);
        c->ids = need_realloc(c->ids, (c->id_count + 1) * sizeof(*c->ids));
        c->ids[c->id_count++] = (struct known_id){confluent_id, w};
        return OK;
}

/* Avro-C 1.11 reads through null pointers when there is no memory. */
static void *avro_memory(void *context, void *at, size_t before, size_t size)
{
        (void)context;
        (void)before;
        if (size > 0)
                return need_realloc(at, size);
        free(at);
        return NULL;
}

static const struct embedded_file *newest_file(void)
{
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[0].name && newest[1].name)
                newest++;
        return newest;
}

struct text codec_newest(void)
{
        return (struct text){newest_file()->text, newest_file()->len};
}

enum fault codec_open(struct codec **out, struct err *e)
{
        struct codec *c = need_alloc(sizeof(*c));
        avro_set_allocator(avro_memory, NULL);
        const struct embedded_file *newest = newest_file();
        enum fault fault = OK;
        *out = NULL;
        /* The newest first: the others are resolved against it. */
        if (!newest->name)
                fault = fail(e, FATAL, "this build carries no schema");
        else
                fault = add_writer(c, newest->text, newest->len, &c->newest, e);
        for (const struct embedded_file *s = embedded_status_schemas; fault == OK && s->name; s++)
                fault = codec_learn(c, s->text, s->len, -1, e);
        if (fault == OK)
                fault = write_resolve(&c->write, &c->newest->schema, e);
        if (fault != OK) {
                codec_close(c);
                return fault;
        }
        c->own_count = c->writer_count;
        frame_write(c->head, c->newest->fingerprint[SPELT_BARE]);
        c->head_len = FRAME_SINGLE_LEN;
        *out = c;
        return OK;
}

void codec_close(struct codec *c)
{
        if (!c)
                return;
        for (size_t i = 0; i < c->writer_count; i++)
                writer_free(c->writers[i]);
        free(c->writers);
        free(c->ids);
        free(c);
}

enum fault codec_encode(struct codec *c, const struct event *v, uint8_t out[static CODEC_EVENT_MOST],
                        size_t *len, struct err *e)
{
        memcpy(out, c->head, c->head_len);
        if (write_run(&c->write, v, out + c->head_len, CODEC_EVENT_MOST - c->head_len, len, e) != OK)
                return e->kind;
        *len += c->head_len;
        return OK;
}

void codec_frame_registered(struct codec *c, int32_t id)
{
        frame_write_registered(c->head, (uint32_t)id);
        c->head_len = FRAME_REGISTERED_LEN;
}

/* ---- ids of a registry ---- */

void codec_use_registry(struct codec *c, struct registry *r)
{
        c->registry = r;
}

/* Also one that is to be asked for again. */
static struct refused *find_refused(const struct codec *c, int32_t id)
{
        const size_t n = c->refused_count < REFUSED_MOST ? c->refused_count : REFUSED_MOST;
        for (size_t i = 0; i < n; i++)
                if (c->refused[i].id == id)
                        return (struct refused *)&c->refused[i];
        return NULL;
}

static enum fault refuse(struct codec *c, int32_t id, struct err *e)
{
        const micros now = steady_now();
        struct refused *r = find_refused(c, id);
        fail_at(e, "unknown schema id %" PRId32, id);
        if (!r) {
                r = &c->refused[c->refused_count++ % REFUSED_MOST];
                *r = (struct refused){.id = id, .since = now};
        }
        r->until = now + REFUSED_FOR;
        r->why = *e;
        return e->kind;
}

bool codec_may_lag(const struct codec *c, int32_t id)
{
        const struct refused *r = find_refused(c, id);
        return c->registry && r && steady_now() - r->since < registry_grace(c->registry);
}

void codec_ask_again(struct codec *c, int32_t id)
{
        struct refused *r = find_refused(c, id);
        if (r)
                r->until = 0;
}

enum fault codec_know(struct codec *c, int32_t id, struct err *e)
{
        struct text schema;
        if (find_id(c, id))
                return OK;
        const struct refused *refused = find_refused(c, id);
        if (refused && steady_now() < refused->until) {
                *e = refused->why;
                return e->kind;
        }
        if (!c->registry)
                return fail(e, POISON, "unknown schema id %" PRId32 ", and schema.registry.url is not set",
                            id);
        enum fault fault = registry_schema(c->registry, id, &schema, e);
        if (fault == OK)
                fault = codec_learn(c, schema.at, schema.len, id, e);
        return fault == POISON ? refuse(c, id, e) : fault;
}

enum fault codec_know_within(struct codec *c, int32_t id, int ms, struct err *e)
{
        const micros until = steady_now() + ms * INT64_C(1000);
        enum fault fault;
        while ((fault = codec_know(c, id, e)) == RETRY && !stop_asked()) {
                const micros left = until - steady_now();
                if (left <= 0)
                        return fault;
                registry_wait(c->registry, id, (int)(left / 1000) + 1);
        }
        return fault;
}

/* ---- decoding ---- */

/* NULL: unknown, *e is set. */
static const struct writer *writer_of(struct codec *c, struct frame f, size_t len, struct err *e)
{
        const struct writer *w = NULL;
        switch (f.kind) {
        case FRAME_SINGLE:
                w = find_writer(c, f.fingerprint);
                if (!w)
                        fail(e, POISON,
                             "unknown schema: the message begins with c301 %016" PRIx64
                             ", which docs/messages.md does not list; a later version needs a later hentra",
                             be64toh(htole64(f.fingerprint)));
                break;
        case FRAME_REGISTERED:
                if (f.id > INT32_MAX)
                        fail(e, POISON, "unknown schema id %" PRIu32 ": no registry gives such ids", f.id);
                else if (codec_know(c, (int32_t)f.id, e) == OK)
                        w = find_id(c, (int32_t)f.id);
                break;
        case FRAME_NONE:
                fail(e, POISON,
                     "%zu bytes that begin with neither C3 01 and a fingerprint nor 00 and a schema id", len);
        }
        return w;
}

enum fault codec_decode(struct codec *c, const uint8_t *bytes, size_t len, struct event *v, struct err *e)
{
        const struct frame frame = frame_read(bytes, len);
        const struct writer *w = writer_of(c, frame, len, e);
        if (!w)
                return e->kind;
        event_empty(v);
        bool plain; /* event_check() has nothing to refuse, see resolve.h */
        enum fault fault = plan_run(w->plan.steps, bytes + frame.len, len - frame.len, v, &plain, e);
        return fault == OK && !plain ? event_check(v, e) : fault;
}

/* ---- encoding what was encoded ---- */

enum fault codec_encode_again(struct codec *c, const uint8_t *bytes, size_t n,
                              uint8_t out[static CODEC_EVENT_MOST], size_t *len, struct err *e)
{
        const struct frame frame = frame_read(bytes, n);
        struct event v;
        if (frame.kind == FRAME_SINGLE && frame.fingerprint == c->newest->fingerprint[SPELT_BARE] &&
            n <= CODEC_EVENT_MOST) {
                memcpy(out, c->head, c->head_len);
                memcpy(out + c->head_len, bytes + frame.len, n - frame.len);
                *len = c->head_len + n - frame.len;
                return OK;
        }
        return codec_decode(c, bytes, n, &v, e) == OK ? codec_encode(c, &v, out, len, e) : e->kind;
}
