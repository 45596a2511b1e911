/* SPDX-License-Identifier: Apache-2.0
 *
 * wish.c - see wish.h.
 */
#include "consumers/dashboard/ask/wish.h"

#include "core/base/args.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MOST = 3, VALUES_MOST = 4000 };

static bool is_known(const char *known, const char *name)
{
        const size_t len = strlen(name);
        if (len == 0 || strchr(name, ' '))
                return false;
        for (const char *at = known; *at; at = strchr(at, ' ') + 1)
                if (!strncmp(at, name, len) && at[len] == ' ')
                        return true;
        return false;
}

struct checking {
        const char *known;
        char unknown[48];
};

static void check_member(void *context, const char *key, const struct json_node *value)
{
        struct checking *c = context;
        (void)value;
        if (!is_known(c->known, key))
                snprintf(c->unknown, sizeof(c->unknown), "%.40s", key);
}

static enum fault check_known(const struct json_node *object, const char *what, const char *known,
                              struct err *e)
{
        struct checking c = {.known = known};
        json_each(object, check_member, &c);
        /* Cut, it may end within a character, and a stranger chose it. */
        const char *shown = text_check_shown(text_of(c.unknown)) ? "a member" : c.unknown;
        return c.unknown[0] ? fail(e, USAGE, "%s is no %s of this", shown, what) : OK;
}

enum fault wish_read(struct wish *w, struct text body, const char *known, struct err *e)
{
        const struct json_size size = json_size_of(body);
        *w = (struct wish){0};
        if (size.depth > DEPTH_MOST || size.values > VALUES_MOST)
                return fail(e, USAGE, "this is nested too deep, or has too many values");
        if (json_read(&w->root, body, e) != OK || !json_is_map(w->root))
                return fail(e, USAGE, "expected is an object of JSON, with each member once");
        return check_known(w->root, "member", known, e);
}

void wish_close(struct wish *w)
{
        json_close(w->root);
        w->root = NULL;
}

enum fault wish_text(const struct wish *w, const char *member, const char **out, struct err *e)
{
        const struct json_node *node = json_member(w->root, member);
        struct text t = {0};
        *out = NULL;
        if (json_is_absent(node))
                return OK;
        if (!json_text_of(node, &t))
                return fail(e, USAGE, "%s: a text is expected", member);
        *out = t.len ? t.at : NULL;
        return OK;
}

enum fault wish_flag(const struct wish *w, const char *member, bool *out, struct err *e)
{
        const struct json_node *node = json_member(w->root, member);
        *out = false;
        return json_is_absent(node) || json_bool_of(node, out)
                       ? OK
                       : fail(e, USAGE, "%s: true or false is expected", member);
}

enum fault wish_choice(const struct wish *w, const char *member, const char *const *words, int n, int *out,
                       struct err *e)
{
        const char *word;
        if (wish_text(w, member, &word, e) != OK)
                return e->kind;
        return args_choose_word(member, text_of(word ? word : ""), words, n, out, e);
}

struct adding {
        struct line *line;
        const char *flags;
        struct err *e;
        enum fault fault;
};

/* As text, where it is one or a number; NULL: it is neither. */
static const char *value_of(const struct json_node *node, char number[static 32])
{
        struct text t;
        int64_t whole;
        double real;
        if (json_text_of(node, &t))
                return t.at;
        if (json_int_of(node, &whole))
                snprintf(number, 32, "%" PRId64, whole);
        else if (json_real_of(node, &real))
                snprintf(number, 32, "%.15g", real);
        else
                return NULL;
        return number;
}

static void add_option(void *context, const char *key, const struct json_node *value)
{
        struct adding *a = context;
        const bool flag = is_known(a->flags, key);
        char number[32];
        bool set = false, fits;
        const char *text = value_of(value, number);
        if (a->fault != OK || json_is_absent(value) || (json_bool_of(value, &set) && !set))
                return;
        if (flag ? !set : !text) {
                a->fault = fail(a->e, USAGE, "%s: %s is expected", key, flag ? "true" : "a text or a number");
                return;
        }
        fits = flag ? line_option(a->line, key, NULL) : !*text || line_option(a->line, key, text);
        if (!fits)
                a->fault = fail(a->e, USAGE, "%s: this is too long", key);
}

enum fault wish_options(const struct wish *w, const char *valued, const char *flags, struct line *l,
                        struct err *e)
{
        const struct json_node *options = json_member(w->root, "options");
        struct adding a = {.line = l, .flags = flags, .e = e, .fault = OK};
        char known[256];
        if (json_is_absent(options))
                return OK;
        if (!json_is_map(options))
                return fail(e, USAGE, "options: an object is expected");
        snprintf(known, sizeof(known), "%s%s", valued, flags);
        if (check_known(options, "option", known, e) != OK)
                return e->kind;
        json_each(options, add_option, &a);
        return a.fault;
}
