/* SPDX-License-Identifier: Apache-2.0
 *
 * json_list.c - see json_list.h.
 */
#include "core/lib/json_list.h"

#include "core/base/bytes.h"
#include <stdlib.h>

/* A place in a text that is not known to be JSON. */
struct place {
        struct text text;
        size_t at;
};

static char here(const struct place *p)
{
        return p->at < p->text.len ? p->text.at[p->at] : '\0';
}

static char skip_space(struct place *p)
{
        while (here(p) == ' ' || here(p) == '\t' || here(p) == '\r' || here(p) == '\n')
                p->at++;
        return here(p);
}

/* To behind its closing quote. */
static bool skip_string(struct place *p)
{
        for (p->at++; p->at < p->text.len; p->at++) {
                if (p->text.at[p->at] == '\\')
                        p->at++;
                else if (p->text.at[p->at] == '"')
                        return ++p->at <= p->text.len;
        }
        return false;
}

static bool skip_nested(struct place *p)
{
        for (int depth = 0; p->at < p->text.len;) {
                const char c = p->text.at[p->at];
                if (c == '"') {
                        if (!skip_string(p))
                                return false;
                        continue;
                }
                depth += c == '[' || c == '{';
                depth -= c == ']' || c == '}';
                p->at++;
                if (depth == 0)
                        return true;
        }
        return false;
}

static bool skip_value(struct place *p, struct text *value)
{
        const char c = skip_space(p);
        const size_t from = p->at;
        if (c == '"') {
                if (!skip_string(p))
                        return false;
        } else if (c == '[' || c == '{') {
                if (!skip_nested(p))
                        return false;
        } else {
                while (p->at < p->text.len && !strchr(",]} \t\r\n", p->text.at[p->at]))
                        p->at++;
        }
        *value = (struct text){p->text.at + from, p->at - from};
        return p->at > from;
}

/* At the beginning of a list or an object. False: there is no next member, *whole when it ends there. */
static bool next_value(struct place *p, bool keyed, struct text *key, struct text *value, bool *whole)
{
        const char close = keyed ? '}' : ']', before = here(p);
        p->at++;
        *whole = skip_space(p) == close;
        if (*whole) {
                *whole = before != ',';
                p->at++;
                return false;
        }
        if (keyed) {
                const size_t from = p->at + 1;
                if (here(p) != '"' || !skip_string(p))
                        return false;
                *key = (struct text){p->text.at + from, p->at - 1 - from};
                if (skip_space(p) != ':')
                        return false;
                p->at++;
        }
        if (!skip_value(p, value))
                return false;
        const char after = skip_space(p);
        return after == ',' || after == close;
}

/* The next value begins at ',' or is behind the last one. */
static bool ended(struct place *p, bool keyed)
{
        if (here(p) != (keyed ? '}' : ']'))
                return false;
        p->at++;
        return true;
}

bool json_raw_member(struct text object, const char *key, struct text *value)
{
        struct place p = {object, 0};
        struct text k, v;
        size_t found = 0;
        bool whole = false;
        if (skip_space(&p) != '{')
                return false;
        while (!whole && next_value(&p, true, &k, &v, &whole)) {
                if (text_equal(k, text_of(key))) {
                        *value = v;
                        found++;
                }
                whole = ended(&p, true);
        }
        return whole && found == 1;
}

/* ---- the list ---- */

static void add_gap(struct json_gaps *gaps, size_t place, const char *reason)
{
        gaps->of = need_realloc(gaps->of, (gaps->n + 1) * sizeof(*gaps->of));
        gaps->of[gaps->n++] = (struct json_gap){place, reason};
}

static void add_text(struct bytes *out, struct text t)
{
        bytes_add(out, t.at, t.len);
}

static void add_named(struct bytes *out, struct text element, const char *name)
{
        struct text value;
        if (!json_raw_member(element, name, &value) || value.at[0] != '"' || json_problem(value)) {
                add_text(out, TEXT("null"));
                return;
        }
        add_text(out, TEXT("{\""));
        add_text(out, text_of(name));
        add_text(out, TEXT("\":"));
        add_text(out, value);
        add_text(out, TEXT("}"));
}

/* The list again, with those replaced that cannot be read. False: it cannot be cut. */
static bool mend(struct bytes *out, struct json_gaps *gaps, struct text list, const struct json_list_form *f)
{
        struct place p = {list, 0};
        struct text none, element;
        bool whole = false;
        const int within = f->depth_most - (f->key ? 2 : 1);
        for (size_t i = 0; !whole && next_value(&p, false, &none, &element, &whole); i++) {
                gaps->too_large = f->elements_most > 0 && i == f->elements_most;
                if (gaps->too_large)
                        return false;
                const char *wrong =
                        json_deeper(element, within) ? "it is nested too deep" : json_problem(element);
                bytes_add(out, i == 0 ? "[" : ",", 1);
                if (wrong) {
                        add_gap(gaps, i, wrong);
                        add_named(out, element, f->name);
                } else {
                        add_text(out, element);
                }
                whole = ended(&p, false);
        }
        add_text(out, TEXT("]"));
        return whole && gaps->n > 0;
}

static struct text list_in(struct text text, const char *key)
{
        struct text list = {0};
        struct place p = {text, 0};
        if (key && !json_raw_member(text, key, &list))
                return (struct text){0};
        if (!key && !skip_value(&p, &list))
                return (struct text){0};
        return list.at[0] == '[' ? list : (struct text){0};
}

static enum fault read_mended(struct json_node **root, struct json_gaps *gaps, struct text text,
                              const struct json_list_form *form, struct err *e)
{
        struct bytes mended = {0};
        struct err wrong;
        enum fault fault = POISON;
        const struct text list = list_in(text, form->key);
        if (list.len > 0) {
                const size_t before = (size_t)(list.at - text.at), behind = before + list.len;
                bytes_add(&mended, text.at, before);
                if (mend(&mended, gaps, list, form)) {
                        bytes_add(&mended, text.at + behind, text.len - behind);
                        const struct text whole = {(const char *)mended.at, mended.len};
                        if (!json_deeper(whole, form->depth_most))
                                fault = json_read(root, whole, &wrong);
                }
        }
        bytes_free(&mended);
        return fault == OK ? OK : fail(e, POISON, "JSON");
}

enum fault json_list_read(struct json_node **root, struct json_gaps *gaps, struct text text,
                          const struct json_list_form *form, struct err *e)
{
        struct err wrong;
        const struct json_size size = json_size_of(text);
        const bool deep = size.depth > form->depth_most;
        *root = NULL;
        *gaps = (struct json_gaps){.too_large = form->values_most > 0 && size.values > form->values_most};
        if (gaps->too_large)
                return fail(e, POISON, "JSON");
        if (!deep && json_read(root, text, &wrong) == OK)
                return OK;
        if (read_mended(root, gaps, text, form, e) == OK)
                return OK;
        gaps->too_large = gaps->too_large || deep;
        return e->kind;
}

void json_gaps_close(struct json_gaps *gaps)
{
        free(gaps->of);
        *gaps = (struct json_gaps){0};
}

const char *json_gap_at(const struct json_gaps *gaps, size_t place)
{
        size_t low = 0, high = gaps->n;
        while (low < high) {
                const size_t middle = (low + high) / 2;
                if (gaps->of[middle].place == place)
                        return gaps->of[middle].reason;
                if (gaps->of[middle].place < place)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}
