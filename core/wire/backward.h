/* SPDX-License-Identifier: Apache-2.0
 *
 * backward.h - compatibility of a schema with the one before it, in the sense that registries call
 * BACKWARD: whoever has the new one reads what was written with the old one.
 *
 * By Avro's rules of schema resolution (specification 1.11): names of records, enums and fixed without
 * their name space, fields by name, defaults, promotions of numbers, string and bytes. Aliases are not
 * followed. One rule more: a long with another logical type is refused, since no reader would notice that
 * it counts in another unit. Pure.
 */
#ifndef HENTRA_WIRE_BACKWARD_H
#define HENTRA_WIRE_BACKWARD_H

#include "core/base/err.h"
#include "core/wire/schema.h"

/* FATAL names what the reader could not read. */
MUST enum fault backward_check(const struct schema *writer, const struct schema *reader, struct err *e);

#endif
