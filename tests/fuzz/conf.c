/* SPDX-License-Identifier: Apache-2.0
 *
 * conf.c - settings: a file, and behind NULs variables of the environment and --set options (those with a
 * '+' in front).
 *
 * Accepted settings can all be asked for, and a file with the same values is accepted as the same.
 */
#include "core/lib/conf.h"
#include "core/program/keys.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>
#include <unistd.h>

const struct fuzz_bound fuzz_bound = {1 << 17, 96};

enum { MOST = 8 };

static char *empty[] = {NULL};

void fuzz_open(void)
{
        environ = empty; /* nothing of the caller's */
}

static enum fault write_pair(void *context, const char *key, const char *value, struct err *e)
{
        struct bytes *out = context;
        (void)e;
        HOLDS(*key && value);
        bytes_add(out, key, strlen(key));
        bytes_add(out, "=", 1);
        bytes_add(out, value, strlen(value));
        bytes_add(out, "\n", 1);
        return OK;
}

static void write_all(const struct conf *c, struct bytes *out)
{
        struct err e;
        HOLDS(conf_each(c, "", write_pair, out, &e) == OK);
        for (size_t i = 0; i < settings.key_count; i++) {
                const struct conf_key *key = &settings.keys[i];
                if (key->type == CONF_COUNT || key->type == CONF_SIZE) {
                        int64_t n = conf_count(c, key->name);
                        HOLDS((key->least == 0 && key->most == 0) || !conf_text(c, key->name) ||
                              (n >= key->least && n <= key->most));
                } else if (key->type == CONF_TIME) {
                        (void)conf_ms(c, key->name);
                } else {
                        (void)conf_text(c, key->name);
                }
        }
}

/* A value of the environment or of --set may hold what a line of a file cannot: a line feed, spaces at its
 * ends. */
static bool fits_a_file(const struct bytes *written)
{
        const char *at = (const char *)written->at;
        for (size_t i = 0; i < written->len; i++)
                if ((unsigned char)at[i] < ' ' && at[i] != '\n')
                        return false;
        return true;
}

static void same_from_a_file(const struct bytes *written)
{
        struct bytes again = {0};
        struct conf *reread;
        struct err e;
        const char *path;
        fuzz_file(1, (struct text){(const char *)written->at, written->len}, &path);
        environ = empty;
        if (conf_open(&reread, &settings, path, NULL, &e) == OK) {
                write_all(reread, &again);
                HOLDS(again.len == written->len &&
                      (again.len == 0 || !memcmp(again.at, written->at, again.len)));
                conf_close(reread);
        }
        bytes_free(&again);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct text file = fuzz_part(&data, &size);
        char *words[MOST], *environment[MOST + 1] = {0};
        const char *set[MOST + 1] = {0};
        size_t n = 0, variables = 0, options = 0;
        for (; size > 0 && n < MOST; n++) {
                words[n] = fuzz_string(&data, &size);
                if (words[n][0] == '+')
                        set[options++] = words[n] + 1;
                else
                        environment[variables++] = words[n];
        }
        struct conf *c;
        struct err e;
        const char *path;
        fuzz_file(0, file, &path);
        environ = environment;
        enum fault fault = fuzz_said(conf_open(&c, &settings, path, set, &e), &e);
        HOLDS(fault == OK ? c != NULL : fault == USAGE && !c);
        if (fault == OK) {
                struct bytes written = {0};
                write_all(c, &written);
                if (n == 0 && fits_a_file(&written))
                        same_from_a_file(&written);
                bytes_free(&written);
        }
        conf_close(c);
        environ = empty;
        for (size_t i = 0; i < n; i++)
                free(words[i]);
}
