/* SPDX-License-Identifier: Apache-2.0
 *
 * json.c - the only file that knows jansson.
 *
 * Rule: writing fails only for lack of memory, which ends the program; so does reading, since jansson
 * would report a lack of memory as a wrong document. Text that is not UTF-8 is mended on the way out:
 * this JSON is for people and logs, and everything that goes to Kafka was checked before.
 */
#include "core/lib/json.h"
#include "core/base/bytes.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct json {
        json_t *object;
};

struct json *json_new(void)
{
        struct json *j = need_alloc(sizeof(*j));
        json_set_alloc_funcs(need_alloc, free);
        j->object = json_object();
        if (!j->object)
                out_of_memory(0);
        return j;
}

void json_free(struct json *j)
{
        if (!j)
                return;
        json_decref(j->object);
        free(j);
}

static void put(struct json *j, const char *key, json_t *value)
{
        if (!value || json_object_set_new_nocheck(j->object, key, value) != 0)
                out_of_memory(0);
}

/* The longest valid character at the start of t; 0: none begins here. */
static size_t character(struct text t)
{
        for (size_t len = 1; len <= 4 && len <= t.len; len++)
                if (!text_check((struct text){t.at, len}))
                        return len;
        return 0;
}

static json_t *mended(struct text t)
{
        struct bytes good = {0};
        while (t.len > 0) {
                size_t len = character(t);
                if (len > 0)
                        bytes_add(&good, t.at, len);
                else
                        bytes_add(&good, "\xEF\xBF\xBD", 3); /* U+FFFD */
                len += len == 0;
                t = (struct text){t.at + len, t.len - len};
        }
        json_t *value = json_stringn((const char *)good.at, good.len);
        bytes_free(&good);
        return value;
}

void json_put_text(struct json *j, const char *key, struct text value)
{
        if (text_check(value))
                put(j, key, mended(value));
        else
                put(j, key, json_stringn(value.at ? value.at : "", value.len));
}

void json_put_int(struct json *j, const char *key, int64_t value)
{
        put(j, key, json_integer(value));
}

void json_put_real(struct json *j, const char *key, double value)
{
        json_t *number = json_real(value); /* NULL: infinite or not a number, which JSON does not have */
        put(j, key, number ? number : json_null());
}

void json_put_bool(struct json *j, const char *key, bool value)
{
        put(j, key, json_boolean(value));
}

void json_put_null(struct json *j, const char *key)
{
        put(j, key, json_null());
}

static json_t *taken(struct json *j)
{
        json_t *object = json_incref(j->object);
        json_free(j);
        return object;
}

void json_put_object(struct json *j, const char *key, struct json *value)
{
        put(j, key, taken(value));
}

void json_add_object(struct json *j, const char *key, struct json *item)
{
        json_t *list = json_object_get(j->object, key);
        if (!list) {
                list = json_array();
                put(j, key, list);
        }
        if (item && json_array_append_new(list, taken(item)) != 0)
                out_of_memory(0);
}

char *json_line(const struct json *j)
{
        char *line = json_dumps(j->object, JSON_COMPACT | JSON_REAL_PRECISION(15));
        if (!line)
                out_of_memory(0);
        return line;
}

/* A node is jansson's own value under another name; this file alone sees through it. */
static const json_t *node_of(const struct json_node *n)
{
        return (const json_t *)n;
}

/* The length of jansson's message without the piece of the document that it quotes. */
static int said_of(const char *message)
{
        const char *quoted = strstr(message, " near '");
        return (int)(quoted ? (size_t)(quoted - message) : strlen(message));
}

static json_t *load(struct text text, json_error_t *wrong)
{
        json_set_alloc_funcs(need_alloc, free);
        return json_loadb(text.at ? text.at : "", text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, wrong);
}

enum fault json_read(struct json_node **root, struct text text, struct err *e)
{
        json_error_t wrong;
        *root = (struct json_node *)load(text, &wrong);
        if (!*root)
                return fail(e, POISON, "no JSON: line %d, column %d: %.*s", wrong.line, wrong.column,
                            said_of(wrong.text), wrong.text);
        return OK;
}

const char *json_problem(struct text text)
{
        json_error_t wrong;
        json_t *value = load(text, &wrong);
        if (value) {
                json_decref(value);
                return NULL;
        }
        switch (json_error_code(&wrong)) {
        case json_error_duplicate_key:
                return "it has a field twice";
        case json_error_invalid_utf8:
                return "it is not in UTF-8";
        case json_error_null_character:
        case json_error_null_byte_in_key:
                return "it has a NUL";
        case json_error_numeric_overflow:
                return "it has a number that is too large";
        default:
                return "it is no JSON";
        }
}

void json_close(struct json_node *root)
{
        json_decref((json_t *)root);
}

const struct json_node *json_member(const struct json_node *object, const char *key)
{
        return (const struct json_node *)json_object_get(node_of(object), key);
}

void json_each(const struct json_node *object, json_visit *visit, void *context)
{
        json_t *map = (json_t *)node_of(object);
        for (void *at = json_object_iter(map); at; at = json_object_iter_next(map, at))
                visit(context, json_object_iter_key(at),
                      (const struct json_node *)json_object_iter_value(at));
}

size_t json_items(const struct json_node *array)
{
        return json_array_size(node_of(array));
}

const struct json_node *json_item(const struct json_node *array, size_t i)
{
        return (const struct json_node *)json_array_get(node_of(array), i);
}

bool json_is_map(const struct json_node *node)
{
        return json_is_object(node_of(node));
}

bool json_is_list(const struct json_node *node)
{
        return json_is_array(node_of(node));
}

bool json_text_of(const struct json_node *node, struct text *out)
{
        if (!json_is_string(node_of(node)))
                return false;
        *out = (struct text){json_string_value(node_of(node)), json_string_length(node_of(node))};
        return true;
}

bool json_int_of(const struct json_node *node, int64_t *out)
{
        if (!json_is_integer(node_of(node)))
                return false;
        *out = json_integer_value(node_of(node));
        return true;
}

bool json_real_of(const struct json_node *node, double *out)
{
        if (!json_is_real(node_of(node)))
                return false;
        *out = json_real_value(node_of(node));
        return true;
}

bool json_bool_of(const struct json_node *node, bool *out)
{
        if (!json_is_boolean(node_of(node)))
                return false;
        *out = json_is_true(node_of(node));
        return true;
}

size_t json_members(const struct json_node *object)
{
        return json_object_size(node_of(object));
}

struct json_size json_size_of(struct text text)
{
        struct json_size size = {0, 1};
        int depth = 0;
        bool quoted = false;
        for (size_t i = 0; i < text.len; i++) {
                const char c = text.at[i];
                if (quoted && c == '\\')
                        i++;
                else if (c == '"')
                        quoted = !quoted;
                else if (quoted)
                        continue;
                else if (c == ']' || c == '}')
                        depth -= depth > 0;
                else if (c == '[' || c == '{' || c == ',') {
                        depth += c != ',';
                        size.depth = depth > size.depth ? depth : size.depth;
                        size.values++;
                }
        }
        return size;
}

bool json_deeper(struct text text, int most)
{
        return json_size_of(text).depth > most;
}

bool json_is_absent(const struct json_node *node)
{
        return !node || json_is_null(node_of(node));
}
