/* SPDX-License-Identifier: Apache-2.0
 *
 * conf.c - settings from the file, the environment and the command line, in rising order.
 *
 * Rule: every value is checked where it stands, before anything else starts. So: the readers below never
 * fail, and a mistake is named with its file and line, its variable or its option.
 */
#include "core/lib/conf.h"
#include "core/base/bytes.h"
#include "core/base/nearest.h"
#include "core/base/text.h"
#include "core/lib/conf_settings.h"
#include "core/lib/conf_value.h"
#include "core/lib/ini.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RANK_FILE = 1, RANK_ENVIRONMENT, RANK_OPTION };

static bool begins(const char *text, const char *prefix)
{
        return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool conf_is_passed_on(const struct conf_table *t, const char *name)
{
        for (size_t i = 0; i < t->family_count; i++)
                if (begins(name, t->families[i].prefix) && name[strlen(t->families[i].prefix)])
                        return true;
        return false;
}

static const struct conf_key *find_key(const struct conf_table *t, const char *name)
{
        for (size_t i = 0; i < t->key_count; i++)
                if (strcmp(t->keys[i].name, name) == 0)
                        return &t->keys[i];
        return NULL;
}

struct setting *conf_setting(const struct conf *c, const char *name)
{
        for (size_t i = 0; i < c->n; i++)
                if (strcmp(c->at[i].name, name) == 0)
                        return &c->at[i];
        return NULL;
}

bool conf_is_secret(const char *name)
{
        return strstr(name, "password") || strstr(name, "secret") || strstr(name, "key.pem") ||
               strstr(name, "oauthbearer.config");
}

/* True for a connection string in the place of a name: it is refused when it is used, and must not be shown
 * before. */
bool conf_holds_secret(const char *value)
{
        return strstr(value, "password") || (strstr(value, "://") && strchr(value, '@'));
}

/* "kafka.* and warehouse.*" */
static void list_families(const struct conf_table *t, char *out, size_t size)
{
        size_t len = 0;
        *out = '\0';
        for (size_t i = 0; i < t->family_count && len < size; i++)
                len += (size_t)snprintf(out + len, size - len, "%s%s*",
                                        i == 0                     ? ""
                                        : i + 1 == t->family_count ? " and "
                                                                   : ", ",
                                        t->families[i].prefix);
}

static enum fault unknown_key(const struct conf_table *t, const char *name, const char *origin, struct err *e)
{
        struct nearest near = {0};
        char hint[NEAREST_HINT], families[128];
        for (size_t i = 0; i < t->key_count; i++)
                nearest_offer(&near, name, t->keys[i].name);
        list_families(t, families, sizeof(families));
        return fail(e, USAGE, "%s: unknown key %s%s (`%s config` lists them; %s are passed on)", origin, name,
                    nearest_hint(&near, hint), t->program, families);
}

static enum fault put(struct conf *c, const char *name, const char *value, const char *origin, int rank,
                      struct err *e)
{
        const struct conf_key *key = find_key(c->table, name);
        if (!key && !conf_is_passed_on(c->table, name))
                return unknown_key(c->table, name, origin, e);
        if (key) {
                enum fault fault = conf_value_check(key, value, e);
                if (fault != OK)
                        return fail_at(e, "%s", origin);
        }
        struct setting *s = conf_setting(c, name);
        if (s && s->rank == rank)
                return fail(e, USAGE, "%s: %s was set before, by %s", origin, name, s->origin);
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
        return OK;
}

static enum fault on_pair(void *context, const struct ini_pair *pair, struct err *e)
{
        if (*pair->section)
                return ini_fail(e, pair, "no sections here: write the key in full, like %s.%s", pair->section,
                                pair->key);
        char origin[300];
        snprintf(origin, sizeof(origin), "%s:%d", pair->file, pair->line);
        return put(context, pair->key, pair->value, origin, RANK_FILE, e);
}

/* PROGRAM_LOAD_MEMORY of load.memory; returns out. */
static const char *variable_of(const struct conf_table *t, const char *name, char *out, size_t size)
{
        snprintf(out, size, "%s_%s", t->program, name);
        for (char *p = out; *p; p++)
                *p = *p == '.' ? '_' : (char)toupper((unsigned char)*p);
        return out;
}

static enum fault read_file(struct conf *c, const char *file, struct err *e)
{
        char beside[64], variable[64];
        snprintf(beside, sizeof(beside), "%s.conf", c->table->program);
        if (!file)
                file = getenv(variable_of(c->table, "config", variable, sizeof(variable)));
        if (!file && access(beside, F_OK) == 0)
                file = beside;
        return file ? ini_read_file(file, on_pair, c, e) : OK;
}

/* Writes to `name` the key of the family that a variable stands for; false: the variable belongs to another
 * family. */
static bool family_key(const struct conf_table *t, const struct conf_family *family, const char *variable,
                       char *name, size_t size)
{
        char prefix[64];
        variable_of(t, family->prefix, prefix, sizeof(prefix));
        if (!begins(variable, prefix))
                return false;
        const size_t len = strlen(family->prefix);
        if ((size_t)snprintf(name, size, "%s%s", family->prefix, variable + strlen(prefix)) >= size)
                return false;
        for (char *p = name + len; *p; p++)
                *p = *p == '_' ? family->separator : (char)tolower((unsigned char)*p);
        return true;
}

/* Writes to `name` the key of a variable; false: it has none. */
static bool key_of_variable(const struct conf_table *t, const char *variable, char *name, size_t size)
{
        char known[128];
        for (size_t i = 0; i < t->key_count; i++) {
                variable_of(t, t->keys[i].name, known, sizeof(known));
                if (strcmp(known, variable) == 0)
                        return (size_t)snprintf(name, size, "%s", t->keys[i].name) < size;
        }
        for (size_t i = 0; i < t->family_count; i++)
                if (family_key(t, &t->families[i], variable, name, size))
                        return true;
        return false;
}

static enum fault unknown_variable(const struct conf_table *t, const char *variable, struct err *e)
{
        struct nearest near = {0};
        char hint[NEAREST_HINT], known[128], best[128];
        for (size_t i = 0; i < t->key_count; i++) {
                variable_of(t, t->keys[i].name, known, sizeof(known));
                nearest_offer(&near, variable, known);
                if (near.name == known)
                        near.name = memcpy(best, known, sizeof(known));
        }
        return fail(e, USAGE, "environment: %s stands for no key%s (`%s config` lists them)", variable,
                    nearest_hint(&near, hint), t->program);
}

static enum fault read_environment(struct conf *c, struct err *e)
{
        char ours[64], file[64], tests[64];
        variable_of(c->table, "", ours, sizeof(ours));
        variable_of(c->table, "config=", file, sizeof(file));
        variable_of(c->table, "test.", tests,
                    sizeof(tests)); /* of the tests; the programs that they start inherit them */
        for (char **at = environ; *at; at++) {
                const char *equals = strchr(*at, '=');
                if (!equals || !begins(*at, ours) || begins(*at, file) || begins(*at, tests))
                        continue;
                char *variable = need_strdup(*at), name[128], origin[160];
                variable[equals - *at] = '\0';
                snprintf(origin, sizeof(origin), "environment: %s", variable);
                enum fault fault = key_of_variable(c->table, variable, name, sizeof(name))
                                           ? put(c, name, equals + 1, origin, RANK_ENVIRONMENT, e)
                                           : unknown_variable(c->table, variable, e);
                free(variable);
                if (fault != OK)
                        return fault;
        }
        return OK;
}

static enum fault read_options(struct conf *c, const char *const *set, struct err *e)
{
        for (; set && *set; set++) {
                const char *equals = strchr(*set, '=');
                if (!equals || equals == *set)
                        return fail(e, USAGE, "--set %s: write --set KEY=VALUE", *set);
                char *name = need_strdup(*set);
                name[equals - *set] = '\0';
                enum fault fault = conf_is_secret(name)
                                           ? fail(e, USAGE,
                                                  "--set %s: a secret on the command line can be "
                                                  "read by every user of this "
                                                  "machine; put it in the file or the environment",
                                                  name)
                                           : put(c, name, equals + 1, "--set", RANK_OPTION, e);
                free(name);
                if (fault != OK)
                        return fault;
        }
        return OK;
}

static int by_name(const void *a, const void *b)
{
        return strcmp(((const struct setting *)a)->name, ((const struct setting *)b)->name);
}

enum fault conf_open(struct conf **out, const struct conf_table *table, const char *file,
                     const char *const *set, struct err *e)
{
        struct conf *c = need_alloc(sizeof(*c));
        c->table = table;
        c->file = file;
        c->set = set;
        *out = NULL;
        enum fault fault = read_file(c, file, e);
        if (fault == OK)
                fault = read_environment(c, e);
        if (fault == OK)
                fault = read_options(c, set, e);
        if (fault != OK) {
                conf_close(c);
                return fault;
        }
        if (c->n > 0)
                qsort(c->at, c->n, sizeof(*c->at), by_name);
        *out = c;
        return OK;
}

void conf_close(struct conf *c)
{
        if (!c)
                return;
        for (size_t i = 0; i < c->n; i++) {
                free(c->at[i].name);
                free(c->at[i].value);
                free(c->at[i].origin);
        }
        free(c->at);
        free(c);
}

static const struct conf_key *need_key(const struct conf *c, const char *name)
{
        const struct conf_key *key = find_key(c->table, name);
        if (!key) {
                fprintf(stderr, "%s: the key %s is missing from the table of settings\n", c->table->program,
                        name);
                abort();
        }
        return key;
}

const char *conf_text(const struct conf *c, const char *name)
{
        const struct conf_key *key = need_key(c, name);
        const struct setting *s = conf_setting(c, name);
        return s ? s->value : key->fallback;
}

static int64_t number(const struct conf *c, const char *name)
{
        const char *text = conf_text(c, name);
        int64_t value = 0;
        struct err e;
        if (text && conf_value_number(need_key(c, name), text, &value, &e) != OK)
                abort(); /* a default that its own type refuses */
        return value;
}

int64_t conf_count(const struct conf *c, const char *name)
{
        return number(c, name);
}

int64_t conf_ms(const struct conf *c, const char *name)
{
        return number(c, name);
}

enum fault conf_instant(const struct conf *c, const char *key, micros *t, struct err *e)
{
        const char *text = conf_text(c, key);
        struct zone *zone;
        bool date_only;
        if (!text)
                return fail(e, USAGE, "%s is missing", key);
        if (zone_open(&zone, conf_text(c, c->table->zone_key), e) != OK)
                return fail_at(e, "%s", c->table->zone_key);
        const enum fault fault = moment_parse(zone, text_of(text), t, &date_only, e);
        zone_close(zone);
        return fault == OK ? OK : fail_at(e, "%s", key);
}

enum fault conf_each(const struct conf *c, const char *prefix,
                     enum fault (*visit)(void *context, const char *key, const char *value, struct err *e),
                     void *context, struct err *e)
{
        for (size_t i = 0; i < c->n; i++) {
                if (!begins(c->at[i].name, prefix))
                        continue;
                enum fault fault = visit(context, c->at[i].name + strlen(prefix), c->at[i].value, e);
                if (fault != OK)
                        return fault;
        }
        return OK;
}
