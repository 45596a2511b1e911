/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.c - a hostile writer's schema, and behind a NUL a record that claims to be of it.
 *
 * Its canonical form is the canonical form of itself; what its plan accepts is what Avro-C reads with the
 * same schema.
 */
#include "core/wire/avsc.h"
#include "core/wire/codec.h"
#include "core/wire/resolve.h"
#include "generated/embedded.h"
#include "tests/fuzz/avro_oracle.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

/* A name space of up to 255 bytes is said once and stands before each name in the canonical form. */
const struct fuzz_bound fuzz_bound = {1 << 20, 1024};

static struct schema ours;

void fuzz_open(void)
{
        struct err e;
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[1].name)
                newest++;
        HOLDS(avsc_read(&ours, (struct text){newest->text, newest->len}, &e) == OK);
}

static void canonical_is_stable(const struct schema *s)
{
        struct bytes form = {0}, again = {0};
        struct schema reread = {0};
        struct err e;
        schema_canonical(s, SPELT_BARE, &form);
        enum fault fault = avsc_read(&reread, (struct text){(const char *)form.at, form.len}, &e);
        if (fault != OK)
                fprintf(stderr, "%.*s\n%s\n", (int)form.len, (const char *)form.at, e.text);
        HOLDS(fault == OK);
        schema_canonical(&reread, SPELT_BARE, &again);
        HOLDS(form.len == again.len && !memcmp(form.at, again.at, form.len));
        HOLDS(schema_fingerprint(s, SPELT_BARE) == schema_fingerprint(&reread, SPELT_BARE));
        schema_free(&reread);
        bytes_free(&form);
        bytes_free(&again);
}

static bool has_blocks(const struct schema *s)
{
        bool has = false;
        for (size_t i = 0; i < s->count; i++)
                has |= s->types[i]->kind == TYPE_ARRAY || s->types[i]->kind == TYPE_MAP;
        return has;
}

/* The same by the front door, where Avro-C judges too. */
static void learn(struct text json, const struct schema *s, struct text record)
{
        struct codec *codec;
        struct event v;
        struct err e;
        HOLDS(codec_open(&codec, &e) == OK);
        enum fault fault = fuzz_said(codec_learn(codec, json.at, json.len, 7, &e), &e);
        HOLDS(fault == OK || fault == POISON);
        if (fault == OK) {
                struct bytes message = {0};
                HOLDS(codec_learn(codec, json.at, json.len, 7, &e) == OK);
                bytes_add(&message, "\0\0\0\0\7", 5);
                bytes_add(&message, record.at, record.len);
                fault = fuzz_said(codec_decode(codec, message.at, message.len, &v, &e), &e);
                if (fault == OK && !has_blocks(s))
                        avro_oracle_agrees(json, message.at + 5, message.len - 5, &v);
                bytes_free(&message);
        }
        codec_close(codec);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct text json = fuzz_part(&data, &size), record = {(const char *)data, size};
        struct schema s = {0};
        struct plan plan = {0};
        struct err e;
        enum fault fault = fuzz_said(avsc_read(&s, json, &e), &e);
        HOLDS(fault == OK || fault == POISON);
        if (fault == OK) {
                canonical_is_stable(&s);
                fault = fuzz_said(plan_resolve(&plan, &s, &ours, &e), &e);
                HOLDS(fault == OK || fault == POISON);
                plan_free(&plan);
                learn(json, &s, record);
        }
        schema_free(&s);
}
