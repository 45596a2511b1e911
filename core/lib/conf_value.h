/* SPDX-License-Identifier: Apache-2.0
 *
 * conf_value.h - the types of settings: which texts are allowed, and their values. Pure.
 */
#ifndef HENTRA_LIB_CONF_VALUE_H
#define HENTRA_LIB_CONF_VALUE_H

#include "core/lib/conf.h"

/* USAGE names the key, the value's mistake and what is allowed. */
MUST enum fault conf_value_check(const struct conf_key *key, const char *text, struct err *e);

/* COUNT as it is, SIZE in bytes, TIME in milliseconds. */
MUST enum fault conf_value_number(const struct conf_key *key, const char *text, int64_t *out, struct err *e);

/* "a whole number from 1 to 1024"; returns out. */
enum { VALUE_ALLOWED = 160 };
const char *conf_value_allowed(const struct conf_key *key, char out[static VALUE_ALLOWED]);

#endif
