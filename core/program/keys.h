/* SPDX-License-Identifier: Apache-2.0
 *
 * keys.h - the table of hentra's settings: key, type, default, limits, meaning. It prints `hentra config` and
 * docs/configuration.md.
 *
 * Keys below `kafka.` go to librdkafka and keys below `warehouse.` and `outbox.` to libpq as they are.
 */
#ifndef HENTRA_PROGRAM_KEYS_H
#define HENTRA_PROGRAM_KEYS_H

#include "core/lib/conf.h"

extern const struct conf_table settings;

#endif
