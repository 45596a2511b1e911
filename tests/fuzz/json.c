/* SPDX-License-Identifier: Apache-2.0
 *
 * json.c - a document that is read and walked; and the same bytes as a text that is written and read again.
 */
#include "core/lib/json.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

/* jansson begins every object with eight buckets and every array with eight places, for "{}," and "[],". */
const struct fuzz_bound fuzz_bound = {1 << 14, 512};

void fuzz_open(void)
{
}

static size_t walk(const struct json_node *node)
{
        struct text text;
        int64_t number;
        size_t n = 1;
        HOLDS(json_is_map(node) + json_is_list(node) + json_text_of(node, &text) +
                      json_int_of(node, &number) <=
              1);
        for (size_t i = 0; i < json_items(node); i++)
                n += walk(json_item(node, i));
        HOLDS(!json_member(node, "") || json_is_map(node));
        return n;
}

static void written_and_read_again(struct text text)
{
        struct json *j = json_new();
        struct json_node *root;
        struct err e;
        struct text again;
        json_put_text(j, "text", text);
        char *line = json_line(j);
        HOLDS(!strchr(line, '\n') && json_read(&root, text_of(line), &e) == OK);
        HOLDS(json_text_of(json_member(root, "text"), &again));
        HOLDS(text_check(text) ? !text_check(again) || memchr(text.at, '\0', text.len)
                               : text_equal(text, again));
        json_close(root);
        free(line);
        json_free(j);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        const struct text text = {(const char *)data, size};
        struct json_node *root;
        struct err e;
        enum fault fault = fuzz_said(json_read(&root, text, &e), &e);
        HOLDS(fault == OK || fault == POISON);
        if (fault == OK) {
                HOLDS(walk(root) <= size);
                json_close(root);
        }
        written_and_read_again(text);
}
