/* SPDX-License-Identifier: Apache-2.0
 *
 * avsc.h - the text of an Avro schema (JSON) as a graph of types.
 */
#ifndef HENTRA_WIRE_AVSC_H
#define HENTRA_WIRE_AVSC_H

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/wire/schema.h"

/* Reads a schema into *s, which must be empty; schema_free() it, after a fault too. POISON: it is no
 * Avro schema; the error names the field. Types nested deeper than AVSC_DEPTH_MOST are refused. */
enum { AVSC_DEPTH_MOST = 32 };
MUST enum fault avsc_read(struct schema *s, struct text json, struct err *e);

#endif
