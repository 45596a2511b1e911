/* SPDX-License-Identifier: Apache-2.0
 *
 * test_crypto.c - digests agree with the published examples; an event's id is the same for ever.
 */
#include "tests/support/unit.h"

#include "core/lib/crypto.h"
#include "core/lib/hash.h"
#include "core/wire/event_id.h"
#include "tests/support/sample.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* RFC 9562, appendix A.4. */
static void names_have_the_uuid_of_the_rfc(void **state)
{
        (void)state;
        uint8_t named[UUID_SPACE + 15] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                          0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
        uint8_t id[16];
        char text[UUID_TEXT];
        memcpy(named + UUID_SPACE, "www.example.com", 15);
        uuid_of_name(named, sizeof(named), id);
        assert_string_equal(uuid_format(id, text), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

/* The id stands in Kafka and may not change: this one was computed with another program from event_name(). */
static void an_event_keeps_its_id(void **state)
{
        (void)state;
        struct event v = sample_full;
        char text[UUID_TEXT];
        event_identify(&v);
        assert_string_equal(uuid_format(v.event_id, text), "aab58a7c-e631-50b0-8f73-faff9c383316");
        v.stated_at++;
        v.observed_at++;
        struct event again = v;
        event_identify(&again);
        assert_memory_equal(again.event_id, v.event_id, 16);
        again.occurred_at++;
        event_identify(&again);
        assert_memory_not_equal(again.event_id, v.event_id, 16);
        v = sample_document;
        event_identify(&v);
        assert_string_equal(uuid_format(v.event_id, text), "22c21318-5c44-5636-8f84-6b568aa89d4d");
}

/* A retraction has the name of what it takes back. */
static void a_retraction_has_an_id_of_its_own(void **state)
{
        (void)state;
        struct event said = sample_full, retraction = sample_full;
        char text[UUID_TEXT];
        retraction.retracts = true;
        event_identify(&said);
        event_identify(&retraction);
        assert_string_equal(uuid_format(retraction.event_id, text), "b1b26b8c-c614-5635-ba64-316e2410b142");
        assert_memory_not_equal(retraction.event_id, said.event_id, 16);
}

static void file_has_digest(const char *content, size_t times, const char *digest)
{
        char path[] = "/tmp/hentra-digest-XXXXXX", text[65];
        uint8_t out[32];
        struct err e;
        FILE *f = fdopen(mkstemp(path), "w");
        assert_non_null(f);
        for (size_t i = 0; i < times; i++)
                fputs(content, f);
        fclose(f);
        assert_int_equal(sha256_file(path, out, &e), OK);
        assert_string_equal(hex_format(out, 32, text), digest);
        unlink(path);
}

/* FIPS 180-2, appendix B, and the empty message. */
static void files_have_the_published_digests(void **state)
{
        (void)state;
        uint8_t out[32];
        struct err e;
        file_has_digest("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        file_has_digest("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        file_has_digest("aaaaaaaaaa", 100000,
                        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        assert_int_equal(sha256_file("/tmp/hentra-no-such-file", out, &e), FATAL);
        assert_non_null(strstr(e.text, "/tmp/hentra-no-such-file"));
        assert_int_equal(sha256_file("/tmp", out, &e), FATAL);
}

/* RFC 4231: a short key, one as long as the digest, one longer than a block, and a message longer than a block. */
static void messages_have_the_published_signatures(void **state)
{
        static const struct {
                int key_byte, key_len;
                const char *key, *message, *digest;
        } examples[] = {
                {0x0b, 20, NULL, "Hi There",
                 "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
                {0, 0, "Jefe", "what do ya want for nothing?",
                 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
                {0xaa, 131, NULL, "Test Using Larger Than Block-Size Key - Hash Key First",
                 "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
                {0xaa, 131, NULL,
                 "This is a test using a larger than block-size key and a larger than block-size data. The "
                 "key "
                 "needs to be hashed before being used by the HMAC algorithm.",
                 "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
                char repeated[131], text[65];
                uint8_t out[32];
                memset(repeated, examples[i].key_byte, sizeof(repeated));
                const struct text key = examples[i].key
                                                ? text_of(examples[i].key)
                                                : (struct text){repeated, (size_t)examples[i].key_len};
                hmac_sha256(key, text_of(examples[i].message), out);
                assert_string_equal(hex_format(out, 32, text), examples[i].digest);
        }
}

/* xxHash's own check value of the empty input; stored in warehouses. */
static void the_hash_is_xxh3_with_seed_0(void **state)
{
        (void)state;
        assert_int_equal(hash_bytes("", 0), 0x2d06800538d394c2);
        assert_int_equal(hash_bytes("abc", 3), 0x78af5f94892f3950);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(names_have_the_uuid_of_the_rfc),
                cmocka_unit_test(an_event_keeps_its_id),
                cmocka_unit_test(a_retraction_has_an_id_of_its_own),
                cmocka_unit_test(files_have_the_published_digests),
                cmocka_unit_test(messages_have_the_published_signatures),
                cmocka_unit_test(the_hash_is_xxh3_with_seed_0),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
