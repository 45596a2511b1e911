/* SPDX-License-Identifier: Apache-2.0
 *
 * conf_value.c - numbers with units, words of a choice.
 *
 * Rule: a number without its unit is refused where a unit decides what it means (30: seconds or
 * milliseconds?). So: durations always carry one; sizes without one are bytes.
 */
#include "core/lib/conf_value.h"
#include "core/base/text.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct unit {
        const char *name;
        int64_t factor;
};
/* Largest last. */
static const struct unit units_of_size[] = {{"", 1},          {"k", 1LL << 10}, {"M", 1LL << 20},
                                            {"G", 1LL << 30}, {"T", 1LL << 40}, {0}};
static const struct unit units_of_time[] = {{"ms", 1},          {"s", 1000},         {"m", 60 * 1000},
                                            {"h", 3600 * 1000}, {"d", 86400 * 1000}, {0}};
static const struct unit units_of_count[] = {{"", 1}, {0}};

static const struct unit *units_of(enum conf_type type)
{
        return type == CONF_SIZE ? units_of_size : type == CONF_TIME ? units_of_time : units_of_count;
}

/* false: not written as a number of this type, or too large for one. */
static bool parse(const char *text, const struct unit *units, int64_t *out)
{
        int64_t n = 0;
        const char *p = text;
        for (; isdigit((unsigned char)*p); p++)
                if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p - '0', &n))
                        return false;
        if (p == text)
                return false;
        for (; units->name; units++)
                if (strcmp(units->name, p) == 0)
                        return !__builtin_mul_overflow(n, units->factor, out);
        return false;
}

/* The shortest way to write n: the largest unit that divides it. */
static void write_number(int64_t n, const struct unit *units, char *out, size_t size)
{
        const struct unit *best = &units[0];
        for (; units->name; units++)
                if (n != 0 && n % units->factor == 0)
                        best = units;
        snprintf(out, size, "%lld%s", (long long)(n / best->factor), best->name);
}

const char *conf_value_allowed(const struct conf_key *key, char out[static VALUE_ALLOWED])
{
        static const char *const kinds[] = {
                [CONF_TEXT] = "a text",
                [CONF_COUNT] = "a whole number",
                [CONF_SIZE] = "a size in bytes (k, M, G, T: powers of 1024)",
                [CONF_TIME] = "a duration (ms, s, m, h, d)",
                [CONF_INSTANT] =
                        "a time: 2022-01-31, 2022-01-31 17:00 (in setup.zone), 2022-01-31T17:00:00+07:00",
        };
        if (key->type == CONF_CHOICE) {
                int n = snprintf(out, VALUE_ALLOWED, "one of ");
                for (const char *p = key->choices; *p && n < VALUE_ALLOWED - 3; p++)
                        n += snprintf(out + n, (size_t)(VALUE_ALLOWED - n), *p == '|' ? ", " : "%c", *p);
                return out;
        }
        char least[32], most[32];
        write_number(key->least, units_of(key->type), least, sizeof(least));
        write_number(key->most, units_of(key->type), most, sizeof(most));
        if (key->least == 0 && key->most == 0)
                snprintf(out, VALUE_ALLOWED, "%s", kinds[key->type]);
        else
                snprintf(out, VALUE_ALLOWED, "%s from %s to %s", kinds[key->type], least, most);
        return out;
}

static enum fault refuse(const struct conf_key *key, const char *text, struct err *e)
{
        char allowed[VALUE_ALLOWED];
        return fail(e, USAGE, "%s: \"%s\" is not allowed: write %s", key->name, text,
                    conf_value_allowed(key, allowed));
}

enum fault conf_value_number(const struct conf_key *key, const char *text, int64_t *out, struct err *e)
{
        bool bounded = key->least != 0 || key->most != 0;
        if (!parse(text, units_of(key->type), out) || (bounded && (*out < key->least || *out > key->most)))
                return refuse(key, text, e);
        return OK;
}

static bool is_choice(const char *choices, const char *text)
{
        size_t len = strlen(text);
        for (const char *p = choices; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL)
                if (len > 0 && strncmp(p, text, len) == 0 && (p[len] == '|' || p[len] == '\0'))
                        return true;
        return false;
}

enum fault conf_value_check(const struct conf_key *key, const char *text, struct err *e)
{
        int64_t ignored;
        const char *wrong = text_check(text_of(text));
        if (wrong)
                return fail(e, USAGE, "%s: %s", key->name, wrong);
        switch (key->type) {
        case CONF_TEXT:
        case CONF_INSTANT:
                return OK;
        case CONF_CHOICE:
                return is_choice(key->choices, text) ? OK : refuse(key, text, e);
        default:
                return conf_value_number(key, text, &ignored, e);
        }
}
