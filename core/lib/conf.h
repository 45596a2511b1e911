/* SPDX-License-Identifier: Apache-2.0
 *
 * conf.h - every setting of hentra: one table of dotted keys, read once at start.
 *
 * A value comes from, in rising order: the table's default, the configuration file (`key=value` lines),
 * the environment (HENTRA_LOAD_MEMORY for load.memory), `--set key=value`. Keys below `kafka.` go to
 * librdkafka and keys below `warehouse.` to libpq as they are, unknown to this table
 * (HENTRA_KAFKA_BOOTSTRAP_SERVERS is kafka.bootstrap.servers, HENTRA_WAREHOUSE_CONNECT_TIMEOUT is
 * warehouse.connect_timeout); HENTRA_CONFIG and HENTRA_TEST_* are no keys. Any other unknown key, a key
 * that stands twice, or a value its type does not allow, is USAGE: one line that names the key, where it
 * stood, and what is allowed. Secrets (a key with password, secret or key.pem in its name) are refused from
 * --set, where other users of the machine could read them.
 * The same table prints `hentra config` and docs/configuration.md.
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
        CONF_INSTANT /* a time, in the zone setup.zone where it names none */
};

struct conf_key {
        const char *name;
        enum conf_type type;
        const char *fallback; /* the default; NULL: none */
        const char *choices;
        int64_t least, most; /* of COUNT, SIZE (bytes) and TIME (milliseconds); both 0: any */
        const char *help;    /* one sentence */
};
extern const struct conf_key conf_keys[];
extern const size_t conf_key_count;

struct conf;

/* `file` NULL: $HENTRA_CONFIG, else ./hentra.conf if it is there, else none. `set` is a NULL-terminated
 * list of "key=value", or NULL. The result is owned by the caller until conf_close(). */
MUST enum fault conf_open(struct conf **c, const char *file, const char *const *set, struct err *e);
void conf_close(struct conf *c);

/* The key must stand in the table (anything else is a bug and aborts). Texts live as long as the conf;
 * NULL when there is neither a value nor a default. */
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

/* `hentra config`: every key, its value (secrets as ***), where it came from, what it means. */
void conf_print(const struct conf *c, bool color);
/* docs/configuration.md. */
void conf_print_reference(void);

#endif
