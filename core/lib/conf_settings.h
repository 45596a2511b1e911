/* SPDX-License-Identifier: Apache-2.0
 *
 * conf_settings.h - the values that were read, for conf*.c alone.
 */
#ifndef HENTRA_LIB_CONF_SETTINGS_H
#define HENTRA_LIB_CONF_SETTINGS_H

#include "core/lib/conf.h"

struct setting {
        char *name, *value, *origin;
        int rank; /* a second place of the same rank is a repetition, a higher rank overrides */
};

struct conf {
        const struct conf_table *table;
        const char *file;       /* as it was opened with, borrowed */
        const char *const *set; /* also */
        struct setting *at;     /* by name */
        size_t n;
};

struct setting *conf_setting(const struct conf *c, const char *name); /* NULL: it has none but the default */
bool conf_is_passed_on(const struct conf_table *t, const char *name); /* to a library */
bool conf_is_secret(const char *name);
/* True for a connection string in the place of a name: it is refused when it is used, and must not be shown
 * before. */
bool conf_holds_secret(const char *value);

#endif
