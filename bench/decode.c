/* SPDX-License-Identifier: Apache-2.0
 *
 * decode.c - events a second, one thread: encoding, and reading by the plan against Avro-C's generic reader.
 * Prints a line each: what, and how many a processor second, so that other programs do not count. "plan" does what
 * Avro-C's reader does, and sees whether every value is plain; "codec" is what the loader calls: the framing too, and
 * event_check() of what is not.
 */
#include "core/wire/avsc.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "core/wire/resolve.h"
#include "generated/embedded.h"
#include <avro.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int events_n = 1000000; /* or as many as the argument says */

static const struct event sample = {
        .source = {"one-stop-H58", 12},
        .sequence = 123456,
        .dossier_id = {"000.17.22.H58-220104-0042", 25},
        .status = RESOLVED,
        .occurred_at = 1641265200123456,
        .stated_at = 1641265260000000,
        .observed_at = 1641265261999999,
        .submitted_at = 1641200000000000,
        .due_at = 1641865200000000,
        .agency = {"000.17.22.H58", 13},
        .level = DISTRICT,
        .procedure = {"1.004873", 8},
        .field = {"G15-TP06", 8},
        .channel = ONLINE,
        .service = FULL,
        .payment = PAYMENT_NONE,
        .since = NO_TIME,
};

static double used(void)
{
        struct timespec t;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
        return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void say(const char *what, double since)
{
        printf("%s,%.0f\n", what, events_n / (used() - since));
}

static void need(bool good, const char *what)
{
        if (good)
                return;
        fprintf(stderr, "%s failed\n", what);
        exit(1);
}

static void generic_reader(const uint8_t *bytes, size_t len)
{
        avro_schema_t schema;
        avro_value_t record;
        need(avro_schema_from_json_length(embedded_status_schemas[0].text, embedded_status_schemas[0].len,
                                          &schema) == 0,
             "the schema");
        avro_value_iface_t *class = avro_generic_class_from_schema(schema);
        need(class && avro_generic_value_new(class, &record) == 0, "the value");
        avro_reader_t in = avro_reader_memory((const char *)bytes, (int64_t)len);
        double start = used();
        for (int i = 0; i < events_n; i++) {
                avro_reader_memory_set_source(in, (const char *)bytes, (int64_t)len);
                need(avro_value_read(in, &record) == 0, "Avro-C's reader");
        }
        say("generic", start);
        avro_reader_free(in);
        avro_value_decref(&record);
        avro_value_iface_decref(class);
        avro_schema_decref(schema);
}

static void plan_alone(const uint8_t *bytes, size_t len)
{
        struct schema schema = {0};
        struct plan plan = {0};
        struct event v = {0};
        struct err e;
        bool plain;
        const struct text json = {embedded_status_schemas[0].text, embedded_status_schemas[0].len};
        need(avsc_read(&schema, json, &e) == OK && plan_resolve(&plan, &schema, &schema, &e) == OK,
             "the plan");
        double start = used();
        for (int i = 0; i < events_n; i++)
                need(plan_run(plan.steps, bytes, len, &v, &plain, &e) == OK, "the plan's reader");
        say("plan", start);
        plan_free(&plan);
        schema_free(&schema);
}

int main(int argc, char **argv)
{
        if (argc > 1)
                events_n = atoi(argv[1]);
        struct codec *c;
        struct err e;
        struct event v = sample;
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len = 0;
        need(events_n > 0 && codec_open(&c, &e) == OK, "the codec");
        double start = used();
        for (int i = 0; i < events_n; i++) {
                v.sequence = i;
                event_identify(&v);
        }
        say("event_id", start);
        start = used();
        for (int i = 0; i < events_n; i++) {
                v.sequence = i;
                need(codec_encode(c, &v, bytes, &len, &e) == OK, "encoding");
        }
        say("encode", start);
        start = used();
        for (int i = 0; i < events_n; i++)
                need(codec_decode(c, bytes, len, &v, &e) == OK, "decoding");
        say("codec", start);
        plan_alone(bytes + 10, len - 10);
        generic_reader(bytes + 10, len - 10);
        codec_close(c);
        return 0;
}
