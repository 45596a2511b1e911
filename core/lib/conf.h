/* SPDX-License-Identifier: Apache-2.0
 *
 * conf.h - the settings of a program: one table of dotted keys that it hands in, read once at start.
 *
 * A value comes from these places, and a later one wins: the table's default, the configuration file
 * (`key=value` lines), the environment (PROGRAM_LOAD_MEMORY for load.memory), `--set key=value`. Keys of
 * a family (kafka.*) belong to another library and are passed on, unknown to the table; PROGRAM_CONFIG
 * and PROGRAM_TEST_* are no keys.
 *
 * Any other unknown key, a key that is set twice in one place, or a value that its type does not allow,
 * is USAGE: one line that names the key, its place, and the allowed values. Secrets (a key with password,
 * secret or key.pem in its name) are refused from --set, where other users of the machine could read
 * them.
 */
#ifndef HENTRA_LIB_CONF_H
#define HENTRA_LIB_CONF_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum conf_type {
        CONF_TEXT,
        CONF_COUNT,  /* a whole number */
        CONF_SIZE,   /* bytes: 64M, 8k, 1G (powers of 1024) */
        CONF_TIME,   /* a duration: 250ms, 30s, 5m, 2h, 1d */
        CONF_CHOICE, /* one of the words in `choices`, separated by '|' */
        CONF_INSTANT /* a time, in the zone of the table's zone_key where it names none */
};

struct conf_key {
        const char *name;
        enum conf_type type;
        const char *fallback; /* the default; NULL: none */
        const char *choices;
        int64_t least, most; /* of COUNT, SIZE (bytes) and TIME (milliseconds); both 0: any */
        const char *help;    /* one sentence */
};

/* Keys that another library knows. `separator` parts the words of its names: KAFKA_BOOTSTRAP_SERVERS is
 * kafka.bootstrap.servers with '.', WAREHOUSE_CONNECT_TIMEOUT is warehouse.connect_timeout with '_'. */
struct conf_family {
        const char *prefix; /* "kafka." */
        char separator;
};

struct conf_table {
        /* In lower case: the file is PROGRAM.conf, the variables begin with PROGRAM_ in capitals. */
        const char *program;
        const struct conf_key *keys;
        size_t key_count;
        const struct conf_family *families;
        size_t family_count;
        const char *zone_key; /* of an INSTANT that names no zone */
        /* Names of keys that may change while the program runs, up to a NULL; NULL: none. Whoever uses one
         * asks for it each time. */
        const char *const *live;
};

struct conf;

/* `file` NULL: $PROGRAM_CONFIG, else ./PROGRAM.conf if there is one, else none. `set` is a NULL-terminated
 * list of "key=value", or NULL. The table is borrowed; the caller owns the result until conf_close(). */
MUST enum fault conf_open(struct conf **c, const struct conf_table *table, const char *file,
                          const char *const *set, struct err *e);
void conf_close(struct conf *c);

/* The key must be in the table (another one is a bug and aborts). Texts live as long as the conf; NULL when
 * there is neither a value nor a default. */
const char *conf_text(const struct conf *c, const char *key);
int64_t conf_count(const struct conf *c, const char *key); /* COUNT and SIZE */
int64_t conf_ms(const struct conf *c, const char *key);    /* TIME */
/* INSTANT. USAGE: no time, or neither a value nor a default. */
MUST enum fault conf_instant(const struct conf *c, const char *key, micros *t, struct err *e);

/* Every set key that begins with `prefix` ("kafka."), without the prefix, in order of name. A fault ends the
 * walk and is returned. */
MUST enum fault conf_each(const struct conf *c, const char *prefix,
                          enum fault (*visit)(void *context, const char *key, const char *value,
                                              struct err *e),
                          void *context, struct err *e);

/* The key may change while the program runs. */
bool conf_is_live(const struct conf_table *table, const char *key);

/* Reads all places again, the same as conf_open() did. Live keys get their new values: what conf_text() gave
 * for them before is gone. `visit` is called for each key whose value differs, with texts that live until it
 * returns; *n: how many. USAGE: a place is wrong, and nothing was changed. */
struct conf_change {
        const char *key, *from, *to; /* a secret: ***; no value: none */
        bool live;                   /* it was taken; else only a restart takes it */
};
MUST enum fault conf_read_again(struct conf *c,
                                void (*visit)(void *context, const struct conf_change *change), void *context,
                                size_t *n, struct err *e);

/* Prints every key with its value (secrets as ***), the place it came from and its meaning. */
void conf_print(const struct conf *c, bool color);

#endif
