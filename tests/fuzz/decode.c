/* SPDX-License-Identifier: Apache-2.0
 *
 * decode.c - a message from the topic, in either framing, of a schema of ours (id 1 is the newest) or of a
 * stranger's (ids 2 to 4).
 *
 * Reading it allocates nothing. What is accepted passes the check at the door, is written and read again as
 * the same, and says what Avro-C reads in the same bytes.
 */
#include "core/wire/avsc.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "core/wire/frame.h"
#include "generated/embedded.h"
#include "tests/fuzz/avro_oracle.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

const struct fuzz_bound fuzz_bound = {1 << 18, 64}; /* Avro-C's reader, which comes second */

/* Our fields in another order and as other types, among fields that are not ours: `plain` has no array or
 * map, whose blocks we pass over by their size and Avro-C item by item. */
static const char plain[] =
        "{\"type\":\"record\",\"name\":\"DossierStatus\",\"fields\":["
        "{\"name\":\"due_at\",\"type\":[{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"},\"null\"]},"
        "{\"name\":\"note\",\"type\":{\"type\":\"record\",\"name\":\"Note\",\"fields\":["
        "{\"name\":\"f\",\"type\":\"float\"},{\"name\":\"d\",\"type\":\"double\"},{\"name\":\"n\",\"type\":"
        "\"null\"},"
        "{\"name\":\"b\",\"type\":\"boolean\"},{\"name\":\"x\",\"type\":{\"type\":\"fixed\",\"name\":\"X\","
        "\"size\":3}},"
        "{\"name\":\"u\",\"type\":[\"int\",\"bytes\",\"X\",\"null\",{\"type\":\"enum\",\"name\":\"E\","
        "\"symbols\":[\"A\",\"B\"]}]}]}},"
        "{\"name\":\"event_id\",\"type\":{\"type\":\"fixed\",\"name\":\"Id\",\"size\":16}},"
        "{\"name\":\"sequence\",\"type\":\"int\"},{\"name\":\"dossier_id\",\"type\":\"bytes\"},"
        "{\"name\":\"source\",\"type\":[\"string\",\"bytes\"]},"
        "{\"name\":\"status\",\"type\":{\"type\":\"enum\",\"name\":\"S\",\"symbols\":[\"RETURNED\",\"LOST\","
        "\"RECEIVED\"]}},"
        "{\"name\":\"occurred_at\",\"type\":\"long\"},"
        "{\"name\":\"stated_at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
        "{\"name\":\"observed_at\",\"type\":\"long\"},{\"name\":\"agency\",\"type\":\"string\"},"
        "{\"name\":\"procedure\",\"type\":\"string\"},{\"name\":\"digitised\",\"type\":[\"boolean\",\"null\"]"
        "},"
        "{\"name\":\"received_by\",\"type\":[\"null\",\"string\",\"bytes\"]}]}";
static const char nested[] =
        "{\"type\":\"record\",\"name\":\"DossierStatus\",\"fields\":["
        "{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":[\"null\",\"string\",{\"type\":\"map\","
        "\"values\":\"long\"}]}},"
        "{\"name\":\"event_id\",\"type\":{\"type\":\"fixed\",\"name\":\"Id\",\"size\":16}},"
        "{\"name\":\"source\",\"type\":\"string\"},{\"name\":\"dossier_id\",\"type\":\"string\"},"
        "{\"name\":\"status\",\"type\":{\"type\":\"enum\",\"name\":\"S\",\"symbols\":[\"RECEIVED\"]}},"
        "{\"name\":\"occurred_at\",\"type\":\"long\"},{\"name\":\"stated_at\",\"type\":\"long\"},"
        "{\"name\":\"observed_at\",\"type\":\"long\"},{\"name\":\"agency\",\"type\":\"string\"},"
        "{\"name\":\"procedure\",\"type\":\"string\"},"
        "{\"name\":\"more\",\"type\":{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"null\"}}}]"
        "}";

/* A document whose occurrences come first, in another order, with a field more and without some of ours. */
static const char listed[] =
        "{\"type\":\"record\",\"name\":\"DossierStatus\",\"fields\":["
        "{\"name\":\"occurrences\",\"type\":[\"null\",{\"type\":\"array\",\"items\":{\"type\":\"record\","
        "\"name\":"
        "\"O\",\"fields\":["
        "{\"name\":\"reopens\",\"type\":[\"null\",\"boolean\"]},{\"name\":\"agency\",\"type\":[\"bytes\","
        "\"null\"]},"
        "{\"name\":\"note\",\"type\":[\"string\",\"int\"]},"
        "{\"name\":\"occurred_at\",\"type\":\"long\"},"
        "{\"name\":\"status\",\"type\":{\"type\":\"enum\",\"name\":\"S\",\"symbols\":[\"RETURNED\",\"LOST\","
        "\"RECEIVED\"]}}]}}]},"
        "{\"name\":\"event_id\",\"type\":{\"type\":\"fixed\",\"name\":\"Id\",\"size\":16}},"
        "{\"name\":\"source\",\"type\":\"string\"},{\"name\":\"dossier_id\",\"type\":\"string\"},"
        "{\"name\":\"status\",\"type\":\"S\"},"
        "{\"name\":\"occurred_at\",\"type\":\"long\"},{\"name\":\"stated_at\",\"type\":\"long\"},"
        "{\"name\":\"observed_at\",\"type\":\"long\"},{\"name\":\"agency\",\"type\":\"string\"},"
        "{\"name\":\"since\",\"type\":[\"long\",\"null\"]},"
        "{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"K\",\"symbols\":[\"STATEMENT\","
        "\"DOCUMENT\"]}},"
        "{\"name\":\"retracts\",\"type\":\"boolean\"},{\"name\":\"about\",\"type\":[\"null\",\"string\"]}]}";

static struct codec *codec;
static struct text ours, released;
static uint64_t released_heads[SPELLINGS];

static void learn(struct text schema, int32_t id)
{
        struct err e;
        if (codec_learn(codec, schema.at, schema.len, id, &e) != OK) {
                fprintf(stderr, "schema %d: %s\n", id, e.text);
                abort();
        }
}

void fuzz_open(void)
{
        struct err e;
        const struct embedded_file *newest = embedded_status_schemas;
        while (newest[1].name)
                newest++;
        ours = (struct text){newest->text, newest->len};
        HOLDS(codec_open(&codec, &e) == OK);
        learn(ours, 1);
        learn(TEXT(plain), 2);
        learn(TEXT(nested), 3);
        learn(TEXT(listed), 4);
        released = (struct text){embedded_status_schemas->text, embedded_status_schemas->len};
        struct schema v1 = {0};
        HOLDS(avsc_read(&v1, released, &e) == OK);
        for (int i = 0; i < SPELLINGS; i++)
                released_heads[i] = schema_fingerprint(&v1, (enum spelling)i);
        schema_free(&v1);
}

static bool same(const struct event *a, const struct event *b)
{
        uint8_t one[EVENT_NAME_MOST], other[EVENT_NAME_MOST];
        size_t len = event_name(a, one);
        return len == event_name(b, other) && !memcmp(one, other, len) &&
               !memcmp(a->event_id, b->event_id, 16) && a->stated_at == b->stated_at &&
               a->observed_at == b->observed_at && a->since == b->since && a->retracts == b->retracts &&
               a->status == b->status && a->occurred_at == b->occurred_at &&
               a->occurred_day == b->occurred_day && text_equal(a->agency, b->agency);
}

/* The bytes behind the head, and their schema; empty for the one that is not compared. */
static struct text record_of(const uint8_t *data, size_t size, struct text *schema)
{
        const struct text registered[] = {ours, TEXT(plain), {0}, TEXT(listed)};
        const struct frame f = frame_read(data, size);
        *schema = f.kind == FRAME_REGISTERED ? registered[f.id - 1] : ours;
        for (int i = 0; i < SPELLINGS; i++)
                if (f.kind == FRAME_SINGLE && f.fingerprint == released_heads[i])
                        *schema = released;
        return (struct text){(const char *)data + f.len, size - f.len};
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct event v, again;
        struct err e;
        const size_t before = fuzz_allocations();
        enum fault fault = codec_decode(codec, data, size, &v, &e);
        HOLDS(fuzz_allocations() == before);
        HOLDS(fuzz_said(fault, &e) == OK || fault == POISON);
        if (fault != OK)
                return;
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct text schema, record = record_of(data, size, &schema);
        HOLDS(event_check(&v, &e) == OK);
        HOLDS(codec_encode(codec, &v, bytes, &len, &e) == OK);
        HOLDS(codec_decode(codec, bytes, len, &again, &e) == OK && same(&v, &again));
        if (schema.len > 0)
                avro_oracle_agrees(schema, (const uint8_t *)record.at, record.len, &v);
        event_identify(&again);
        const struct text issuer = event_issuer(v.dossier_id);
        HOLDS(issuer.len > 0 && issuer.len <= v.dossier_id.len && issuer.at == v.dossier_id.at);
}
