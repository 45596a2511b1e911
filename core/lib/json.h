/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h - what hentra writes and reads of JSON, over jansson.
 */
#ifndef HENTRA_LIB_JSON_H
#define HENTRA_LIB_JSON_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One object, built key by key, then written on one line. */
struct json;
struct json *json_new(void); /* owned until json_free() */
void json_free(struct json *j);
void json_put_text(struct json *j, const char *key,
                   struct text value); /* invalid UTF-8 is written as \ufffd */
void json_put_int(struct json *j, const char *key, int64_t value);
/* With 15 digits at most, of which every double keeps all: 5.49 and not 5.4900000000000002. */
void json_put_real(struct json *j, const char *key, double value);
void json_put_bool(struct json *j, const char *key, bool value);
void json_put_null(struct json *j, const char *key);
void json_put_object(struct json *j, const char *key, struct json *value); /* takes it */
/* Adds one more object to the list under this key, and makes the list with the first one. Takes the object.
 * NULL: only makes the list. */
void json_add_object(struct json *j, const char *key, struct json *item);
char *json_line(const struct json *j); /* heap, without newline; the caller frees */

/* A document that was read, as nodes. The root owns all of them; the others are borrowed from it. Every
 * function accepts any node, also NULL. */
struct json_node;
/* POISON: this is no JSON, or an object has a key twice; *e names the place, and nothing that stands there.
 * Nesting deeper than 2,048 is refused. */
MUST enum fault json_read(struct json_node **root, struct text text, struct err *e);
/* NULL: json_read() reads it; else a constant that says what is wrong and holds nothing of the text. */
const char *json_problem(struct text text);
void json_close(struct json_node *root);                                              /* NULL is fine */
const struct json_node *json_member(const struct json_node *object, const char *key); /* NULL: none */
/* Each member of an object, in no order; of anything else none. */
typedef void json_visit(void *context, const char *key, const struct json_node *value);
void json_each(const struct json_node *object, json_visit *visit, void *context);
size_t json_items(const struct json_node *array); /* 0: no array */
const struct json_node *json_item(const struct json_node *array, size_t i);
bool json_is_map(const struct json_node *node); /* an object */
bool json_is_list(const struct json_node *node);
bool json_text_of(const struct json_node *node, struct text *out); /* false: no string */
bool json_int_of(const struct json_node *node, int64_t *out);      /* false: no whole number */
bool json_real_of(const struct json_node *node, double *out);      /* false: no number with a fraction */
bool json_bool_of(const struct json_node *node, bool *out);        /* false: neither true nor false */
bool json_is_absent(const struct json_node *node);                 /* none, or null */
size_t json_members(const struct json_node *object);               /* 0: no object */

/* The size of the tree that json_read() would make of a text, which need not be JSON: how deep lists and
 * objects are nested in it, and how many values it has at most. For texts of strangers, before json_read(),
 * since a tree may take a hundred times the bytes of its text. */
struct json_size {
        int depth;
        size_t values; /* commas and opening brackets, and one more */
};
struct json_size json_size_of(struct text text);
bool json_deeper(struct text text, int most); /* than this is its depth */

#endif
