/* SPDX-License-Identifier: Apache-2.0
 *
 * test_schema.c - schemas are read, and their fingerprints are those that other implementations compute.
 *
 * The fingerprint of "null" stands in the Avro specification; the others were computed with fastavro 1.12.
 * How other libraries spell ours is seen in the messages that they wrote (test_codec_head.c,
 * test_alert_codec.c).
 */
#include "tests/support/unit.h"

#include "core/wire/avsc.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t fingerprint_of(const char *json, enum spelling spelling)
{
        struct schema s = {0};
        struct err e;
        if (avsc_read(&s, text_of(json), &e) != OK)
                fail_msg("%s: %s", json, e.text);
        uint64_t fingerprint = schema_fingerprint(&s, spelling);
        schema_free(&s);
        return fingerprint;
}

static void fingerprints_are_those_of_the_specification(void **state)
{
        (void)state;
        static const struct {
                const char *json;
                uint64_t fingerprint;
        } known[] = {
                {"\"null\"", 0x63dd24e7cc258f8a},
                {"\"boolean\"", 0x9f42fc78a4d4f764},
                {"\"int\"", 0x7275d51a3f395c8f},
                {"\"long\"", 0xd054e14493f41db7},
                {"\"float\"", 0x4d7c02cb3ea8d790},
                {"\"double\"", 0x8e7535c032ab957e},
                {"\"bytes\"", 0x4fc016dac3201965},
                {"\"string\"", 0x8f014872634503c7},
                {"{\"type\": \"string\", \"logicalType\": \"uuid\"}", 0x8f014872634503c7},
                {"[\"int\", \"long\"]", 0xd34104bb6d24ecf4},
                {"{\"type\":\"array\",\"items\":\"long\"}", 0x5416c98ba22e5e71},
                {"{\"type\":\"map\",\"values\":\"string\"}", 0x86ce965d92864572},
                {"{\"size\":16,\"type\":\"fixed\",\"name\":\"F\",\"namespace\":\"a.b\",\"doc\":\"x\"}",
                 0x1a642d4806ad71d1},
                {"{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"],\"default\":\"A\"}",
                 0xae10ce05eafd7355},
                {"{\"type\":\"record\",\"name\":\"a.R\",\"doc\":\"d\",\"fields\":["
                 "{\"name\":\"self\",\"doc\":\"x\",\"default\":null,\"type\":[\"null\",\"R\"]},"
                 "{\"name\":\"e\",\"type\":{\"name\":\"E\",\"type\":\"enum\",\"symbols\":[\"X\"]}},"
                 "{\"name\":\"f\",\"type\":\"a.E\"},"
                 "{\"name\":\"t\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}},"
                 "{\"name\":\"g\",\"type\":{\"type\":\"fixed\",\"size\":2,\"name\":\"G\",\"namespace\":\"z\"}"
                 "},"
                 "{\"name\":\"h\",\"type\":\"z.G\"}]}",
                 0x9d8e629dd9ff1a3c},
        };
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
                if (fingerprint_of(known[i].json, SPELT_BARE) != known[i].fingerprint)
                        fail_msg("%s: %016llx", known[i].json,
                                 (unsigned long long)fingerprint_of(known[i].json, SPELT_BARE));
}

/* A merged version is never edited: a change here means that messages in Kafka cannot be read any more. */
static void merged_versions_keep_their_fingerprints(void **state)
{
        (void)state;
        static const struct {
                const struct embedded_file *versions;
                size_t n;
                uint64_t known[2][SPELLINGS]; /* of each version */
        } schemas[] = {
                {embedded_status_schemas,
                 2,
                 {{0x9eab602513077309, 0x3f08d4cad097aaeb, 0x9ea5ac53b774eb59},
                  {0xe5ebea4bbf961254, 0xd74266281c78795b, 0x17d1a44c1fe9fb72}}},
                {embedded_alert_schemas,
                 2,
                 {{0x4aa90007d45eba34, 0x7fb61e0146ab56d9, 0xb04f384a4bf17658},
                  {0x7c71a0bdc419122c, 0xe131ab1901a49e5f, 0x3735ec6205e3bf72}}},
        };
        for (size_t i = 0; i < sizeof(schemas) / sizeof(schemas[0]); i++) {
                size_t n = 0;
                for (const struct embedded_file *v = schemas[i].versions; v->name; v++, n++) {
                        assert_true(n < schemas[i].n);
                        for (int spelling = 0; spelling < SPELLINGS; spelling++)
                                assert_int_equal(fingerprint_of(v->text, (enum spelling)spelling),
                                                 schemas[i].known[n][spelling]);
                }
                assert_int_equal(n, schemas[i].n);
        }
}

/* The heads that a receiver compares are in the manual, byte by byte. */
static void the_manual_prints_every_head(void **state)
{
        (void)state;
        const struct embedded_file *const schemas[] = {embedded_status_schemas, embedded_alert_schemas};
        static char manual[64 * 1024];
        FILE *f = fopen(SOURCE_DIR "/docs/messages.md", "rb");
        assert_non_null(f);
        assert_true(fread(manual, 1, sizeof(manual) - 1, f) > 0);
        fclose(f);
        for (size_t i = 0; i < 2; i++)
                for (const struct embedded_file *v = schemas[i]; v->name; v++)
                        for (int spelling = 0; spelling < SPELLINGS; spelling++) {
                                const uint64_t number = fingerprint_of(v->text, (enum spelling)spelling);
                                char head[32];
                                snprintf(head, sizeof(head), "`c301 %016" PRIx64 "`",
                                         __builtin_bswap64(number));
                                if (!strstr(manual, head))
                                        fail_msg("docs/messages.md lacks %s of %s", head, v->name);
                        }
}

static void what_is_no_schema_is_named(void **state)
{
        (void)state;
        static const struct {
                const char *json, *says;
        } wrong[] = {
                {"", "no JSON"},
                {"{\"type\":", "no JSON"},
                {"[[\"int\"]]", "a union directly in a union"},
                {"[\"int\", \"int\"]", "a union has int twice"},
                {"[{\"type\": \"map\", \"values\": \"int\"}, {\"type\": \"map\", \"values\": \"long\"}]",
                 "a union has map twice"},
                {"[{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\"]}, \"int\", \"E\"]",
                 "a union has E twice"},
                {"{\"type\":\"strnig\"}", "no type is declared as strnig"},
                {"{}", "no type where one must stand"},
                {"{\"type\":\"array\"}", "no type where one must stand"},
                {"{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}", "no legal size"},
                {"{\"type\":\"enum\",\"name\":\"E\"}", "no symbols"},
                {"{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"a b\"]}", "symbol 1 of E is no name"},
                {"{\"type\":\"record\",\"name\":\"1R\",\"fields\":[]}", "without a legal name"},
                {"{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"x\",\"type\":\"y\"}]}",
                 "field x: no type is declared as y"},
                {"{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
                 "{\"name\":\"x\",\"type\":\"int\"}]}",
                 "declared twice"},
                {"[{\"type\":\"fixed\",\"name\":\"F\",\"size\":1},{\"type\":\"fixed\",\"name\":\"F\","
                 "\"size\":2}]",
                 "declared twice"},
        };
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                struct schema s = {0};
                struct err e = {0};
                assert_int_equal(avsc_read(&s, text_of(wrong[i].json), &e), POISON);
                if (!strstr(e.text, wrong[i].says))
                        fail_msg("%s: %s", wrong[i].json, e.text);
                schema_free(&s);
                schema_free(&s);
        }
}

static void nesting_is_bounded(void **state)
{
        (void)state;
        char json[32 * 300] = "";
        for (int i = 0; i < 300; i++)
                strcat(json, "{\"type\":\"array\",\"items\":");
        strcat(json, "\"int\"");
        for (int i = 0; i < 300; i++)
                strcat(json, "}");
        struct schema s = {0};
        struct err e;
        assert_int_equal(avsc_read(&s, text_of(json), &e), POISON);
        assert_non_null(strstr(e.text, "nested deeper"));
        schema_free(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(fingerprints_are_those_of_the_specification),
                cmocka_unit_test(merged_versions_keep_their_fingerprints),
                cmocka_unit_test(the_manual_prints_every_head),
                cmocka_unit_test(what_is_no_schema_is_named),
                cmocka_unit_test(nesting_is_bounded),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
