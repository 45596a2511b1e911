/* SPDX-License-Identifier: Apache-2.0
 *
 * framed.c - see framed.h.
 */
#include "tests/support/framed.h"

#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line framed_line;
int32_t framed_ids[2];

struct text framed_stranger(int number, char out[static 1 << 16])
{
        const struct embedded_file *v2 = &embedded_status_schemas[1];
        const char *fields = strstr(v2->text, "\"fields\": [");
        assert_non_null(fields);
        const int at = (int)(fields - v2->text) + (int)strlen("\"fields\": [");
        return (struct text){
                out, (size_t)snprintf(out, 1 << 16,
                                      "%.*s{\"name\": \"extra%d\", \"type\": \"int\", \"default\": 0},%s", at,
                                      v2->text, number, v2->text + at)};
}

int framed_begin(void **state)
{
        (void)state;
        line_open(&framed_line);
        for (int i = 0; i < 2; i++)
                framed_ids[i] = registered_add(
                        registered_subject("any"),
                        (struct text){embedded_status_schemas[i].text, embedded_status_schemas[i].len});
        return 0;
}

int framed_end(void **state)
{
        line_close(&framed_line);
        (void)state;
        return 0;
}

void framed_world(const char *name, const char *urls)
{
        char lines[400];
        snprintf(lines, sizeof(lines),
                 "schema.registry.url=%s\nschema.registry.timeout=500ms\nschema.registry.grace=0s\n",
                 urls ? urls : "");
        loading_begin(name, urls ? lines : NULL, PARTITIONS);
}

void framed_feed(struct feed *f, int32_t partition, int number, int32_t id, bool extra)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        char name[32];
        struct bytes message = {0};
        snprintf(name, sizeof(name), "H58-%d-%d", partition, number);
        const struct event v = event_on(number, name, RECEIVED);
        const size_t len = feed_encode(f, &v, bytes);
        if (id < 0) {
                feed_bytes(f, partition, text_of(name), bytes, len);
                return;
        }
        reframe(bytes, len, id, &message);
        if (extra) {
                uint8_t *room = bytes_room(&message, 1);
                (void)room;
                memmove(message.at + 6, message.at + 5, message.len - 6);
                message.at[5] = 0;
        }
        feed_bytes(f, partition, text_of(name), message.at, message.len);
        bytes_free(&message);
}
