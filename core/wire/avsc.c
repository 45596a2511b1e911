/* SPDX-License-Identifier: Apache-2.0
 *
 * avsc.c - schema declarations of the Avro specification 1.11: names, name spaces, references.
 *
 * Rule: a name means the type that was declared under it before, in the enclosing name space unless it has
 * dots. So: one pass suffices, and a record's own name is known inside it.
 */
#include "core/wire/avsc.h"
#include "core/lib/json.h"
#include <stdio.h>
#include <string.h>

enum { NAME_MOST = 256 };

struct reading {
        struct schema *s;
        char space[NAME_MOST]; /* the enclosing name space, "" for none */
        int depth;
        struct err *e;
};

/* Like all readers of types below: NULL on a fault, which is in *r->e. */
static struct type *read_type(struct reading *r, const struct json_node *node);

static bool name_legal(const char *name)
{
        static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
        static const char letters_digits[] =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
        for (const char *p = name;; p++) {
                if (!*p || !strchr(letters, *p))
                        return false;
                p += strspn(p, letters_digits);
                if (*p != '.')
                        return *p == '\0';
        }
}

/* A text member as a C string; false: absent, no text, or too long. */
static bool text_member(const struct json_node *object, const char *key, char out[static NAME_MOST])
{
        struct text t;
        if (!json_text_of(json_member(object, key), &t) || t.len >= NAME_MOST || memchr(t.at, '\0', t.len))
                return false;
        memcpy(out, t.at, t.len);
        out[t.len] = '\0';
        return true;
}

static bool full_name(const char *space, const char *name, char out[static NAME_MOST])
{
        bool bare = *space && !strchr(name, '.');
        return snprintf(out, NAME_MOST, "%s%s%s", bare ? space : "", bare ? "." : "", name) < NAME_MOST;
}

static struct type *find_type(const struct reading *r, const char *full)
{
        for (size_t i = 0; i < r->s->count; i++)
                if (r->s->types[i]->name && strcmp(r->s->types[i]->name, full) == 0)
                        return r->s->types[i];
        return NULL;
}

static int primitive_of(const char *name)
{
        for (int i = 0; i <= TYPE_STRING; i++)
                if (strcmp(type_names[i], name) == 0)
                        return i;
        return -1;
}

static struct type *read_name(struct reading *r, const char *name)
{
        char full[NAME_MOST];
        int primitive = primitive_of(name);
        if (primitive >= 0)
                return schema_type(r->s, (enum type_kind)primitive);
        struct type *t = full_name(r->space, name, full) ? find_type(r, full) : NULL;
        if (!t)
                fail(r->e, POISON, "no type is declared as %.80s", name);
        return t;
}

/* A union may have each named type once, and one type of each other kind: otherwise a short text could name
 * a large type so often that its plan takes the product of both. */
static bool has_branch(const struct type *t, const struct type *branch)
{
        for (size_t i = 0; i < t->parts; i++)
                if (t->part[i].type == branch || (!branch->name && t->part[i].type->kind == branch->kind))
                        return true;
        return false;
}

static struct type *read_union(struct reading *r, const struct json_node *node)
{
        struct type *t = schema_type(r->s, TYPE_UNION);
        for (size_t i = 0; i < json_items(node); i++) {
                struct type *branch = read_type(r, json_item(node, i));
                if (!branch)
                        return NULL;
                if (branch->kind == TYPE_UNION) {
                        fail(r->e, POISON, "a union directly in a union");
                        return NULL;
                }
                if (has_branch(t, branch)) {
                        fail(r->e, POISON, "a union has %s twice",
                             branch->name ? branch->name : type_names[branch->kind]);
                        return NULL;
                }
                type_part(t, NULL, branch);
        }
        return t;
}

/* Takes "name" and "namespace" of a declaration; types declared inside it are in its name space. */
static enum fault declare(struct reading *r, const struct json_node *node, struct type *t)
{
        char name[NAME_MOST], space[NAME_MOST], full[NAME_MOST];
        if (!text_member(node, "name", name) || !name_legal(name))
                return fail(r->e, POISON, "a %s without a legal name", type_names[t->kind]);
        if (!text_member(node, "namespace", space))
                memcpy(space, r->space, sizeof(space));
        if (*space && !name_legal(space))
                return fail(r->e, POISON, "%s has an illegal name space", name);
        if (!full_name(space, name, full) || find_type(r, full))
                return fail(r->e, POISON, "%s is declared twice, or its name is too long", name);
        t->name = need_strdup(full);
        char *dot = strrchr(full, '.');
        if (dot)
                *dot = '\0';
        else
                full[0] = '\0';
        memcpy(r->space, full, sizeof(full));
        return OK;
}

static enum fault read_fields(struct reading *r, const struct json_node *node, struct type *t)
{
        const struct json_node *fields = json_member(node, "fields");
        if (!json_is_list(fields))
                return fail(r->e, POISON, "the record %s has no fields", t->name);
        for (size_t i = 0; i < json_items(fields); i++) {
                const struct json_node *field = json_item(fields, i);
                char name[NAME_MOST];
                if (!text_member(field, "name", name) || !name_legal(name) || strchr(name, '.'))
                        return fail(r->e, POISON, "field %zu of %s has no legal name", i + 1, t->name);
                for (size_t before = 0; before < t->parts; before++)
                        if (strcmp(t->part[before].name, name) == 0)
                                return fail(r->e, POISON, "field %s of %s is declared twice", name, t->name);
                struct type *type = read_type(r, json_member(field, "type"));
                if (!type)
                        return fail_at(r->e, "field %s", name);
                type_part(t, name, type)->has_default = json_member(field, "default") != NULL;
        }
        return OK;
}

static enum fault read_symbols(struct reading *r, const struct json_node *node, struct type *t)
{
        const struct json_node *symbols = json_member(node, "symbols");
        char unknown[NAME_MOST];
        for (size_t i = 0; i < json_items(symbols); i++) {
                struct text symbol;
                char name[NAME_MOST];
                if (!json_text_of(json_item(symbols, i), &symbol) || symbol.len >= NAME_MOST)
                        return fail(r->e, POISON, "symbol %zu of %s is no name", i + 1, t->name);
                snprintf(name, sizeof(name), "%.*s", (int)symbol.len, symbol.at);
                if (!name_legal(name) || strchr(name, '.'))
                        return fail(r->e, POISON, "symbol %zu of %s is no name", i + 1, t->name);
                type_part(t, name, NULL);
        }
        if (text_member(node, "default", unknown))
                t->unknown = need_strdup(unknown);
        return t->parts > 0 ? OK : fail(r->e, POISON, "the enum %s has no symbols", t->name);
}

static enum fault read_size(struct reading *r, const struct json_node *node, struct type *t)
{
        int64_t size;
        if (!json_int_of(json_member(node, "size"), &size) || size < 0 || size > INT32_MAX)
                return fail(r->e, POISON, "the fixed %s has no legal size", t->name);
        t->size = (uint32_t)size;
        return OK;
}

static struct type *read_declared(struct reading *r, const struct json_node *node, enum type_kind kind)
{
        char outer[NAME_MOST];
        memcpy(outer, r->space, sizeof(outer));
        struct type *t = schema_type(r->s, kind);
        enum fault fault = declare(r, node, t);
        if (fault == OK)
                fault = kind == TYPE_RECORD ? read_fields(r, node, t)
                        : kind == TYPE_ENUM ? read_symbols(r, node, t)
                                            : read_size(r, node, t);
        memcpy(r->space, outer, sizeof(outer));
        return fault == OK ? t : NULL;
}

static struct type *read_items(struct reading *r, const struct json_node *node, enum type_kind kind)
{
        struct type *t = schema_type(r->s, kind);
        struct type *items = read_type(r, json_member(node, kind == TYPE_ARRAY ? "items" : "values"));
        if (!items)
                return NULL;
        type_part(t, NULL, items);
        return t;
}

static struct type *read_object(struct reading *r, const struct json_node *node)
{
        char name[NAME_MOST], logical[NAME_MOST];
        struct type *t;
        if (!text_member(node, "type", name))
                return read_type(r, json_member(node, "type"));
        if (strcmp(name, "record") == 0)
                t = read_declared(r, node, TYPE_RECORD);
        else if (strcmp(name, "enum") == 0)
                t = read_declared(r, node, TYPE_ENUM);
        else if (strcmp(name, "fixed") == 0)
                t = read_declared(r, node, TYPE_FIXED);
        else if (strcmp(name, "array") == 0)
                t = read_items(r, node, TYPE_ARRAY);
        else if (strcmp(name, "map") == 0)
                t = read_items(r, node, TYPE_MAP);
        else
                t = read_name(r, name);
        if (t && !t->logical && text_member(node, "logicalType", logical))
                t->logical = need_strdup(logical);
        return t;
}

static struct type *read_type(struct reading *r, const struct json_node *node)
{
        struct text word;
        char name[NAME_MOST];
        struct type *t = NULL;
        if (r->depth >= AVSC_DEPTH_MOST) {
                fail(r->e, POISON, "types nested deeper than %d", AVSC_DEPTH_MOST);
                return NULL;
        }
        r->depth++;
        if (json_is_list(node)) {
                t = read_union(r, node);
        } else if (json_is_map(node)) {
                t = read_object(r, node);
        } else if (json_text_of(node, &word) && word.len < sizeof(name)) {
                snprintf(name, sizeof(name), "%.*s", (int)word.len, word.at);
                t = read_name(r, name);
        } else {
                fail(r->e, POISON, "no type where one must stand");
        }
        r->depth--;
        return t;
}

enum fault avsc_read(struct schema *s, struct text json, struct err *e)
{
        struct json_node *root;
        struct reading r = {.s = s, .e = e};
        enum fault fault = json_read(&root, json, e);
        if (fault != OK)
                return fault;
        s->root = read_type(&r, root);
        json_close(root);
        return s->root ? OK : POISON;
}
