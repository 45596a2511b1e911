/* SPDX-License-Identifier: Apache-2.0
 *
 * conf_again.c - the places are read again while the program runs.
 *
 * Rule: all of it is read and checked before anything is changed.
 */
#include "core/base/bytes.h"
#include "core/lib/conf_settings.h"
#include <stdlib.h>
#include <string.h>

bool conf_is_live(const struct conf_table *table, const char *key)
{
        for (const char *const *live = table->live; live && *live; live++)
                if (strcmp(*live, key) == 0)
                        return true;
        return false;
}

static const char *value_of(const struct conf *c, const char *name, const char *fallback)
{
        const struct setting *s = conf_setting(c, name);
        return s ? s->value : fallback;
}

static const char *shown(const char *name, const char *value)
{
        if (!value)
                return "none";
        return conf_is_secret(name) || conf_holds_secret(value) ? "***" : value;
}

static void take(struct conf *c, const char *name, const char *value, const char *origin, int rank)
{
        struct setting *s = conf_setting(c, name);
        if (!s) {
                c->at = need_realloc(c->at, (c->n + 1) * sizeof(*c->at));
                s = &c->at[c->n++];
                *s = (struct setting){.name = need_strdup(name)};
        }
        free(s->value);
        free(s->origin);
        s->value = need_strdup(value);
        s->origin = need_strdup(origin);
        s->rank = rank;
}

struct again {
        struct conf *c;
        const struct conf *now;
        void (*visit)(void *context, const struct conf_change *change);
        void *context;
        size_t n;
};

static void compare(struct again *a, const char *name, const char *fallback)
{
        const char *from = value_of(a->c, name, fallback), *to = value_of(a->now, name, fallback);
        if (from == to || (from && to && strcmp(from, to) == 0))
                return;
        const struct conf_change change = {.key = name,
                                           .from = shown(name, from),
                                           .to = shown(name, to),
                                           .live = conf_is_live(a->c->table, name)};
        a->visit(a->context, &change);
        a->n++;
        if (!change.live)
                return;
        const struct setting *s = conf_setting(a->now, name);
        if (s)
                take(a->c, name, s->value, s->origin, s->rank);
        else if (fallback) /* a live key has one */
                take(a->c, name, fallback, "default", 0);
}

enum fault conf_read_again(struct conf *c, void (*visit)(void *context, const struct conf_change *change),
                           void *context, size_t *n, struct err *e)
{
        struct conf *now;
        *n = 0;
        if (conf_open(&now, c->table, c->file, c->set, e) != OK)
                return e->kind;
        struct again a = {c, now, visit, context, 0};
        for (size_t i = 0; i < c->table->key_count; i++)
                compare(&a, c->table->keys[i].name, c->table->keys[i].fallback);
        for (size_t i = 0; i < now->n; i++)
                if (conf_is_passed_on(c->table, now->at[i].name))
                        compare(&a, now->at[i].name, NULL);
        for (size_t i = 0; i < c->n; i++)
                if (conf_is_passed_on(c->table, c->at[i].name) && !conf_setting(now, c->at[i].name))
                        compare(&a, c->at[i].name, NULL);
        *n = a.n;
        conf_close(now);
        return OK;
}
