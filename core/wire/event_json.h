/* SPDX-License-Identifier: Apache-2.0
 *
 * event_json.h - an event for people and for tools that know no Avro.
 */
#ifndef HENTRA_WIRE_EVENT_JSON_H
#define HENTRA_WIRE_EVENT_JSON_H

#include "core/base/event.h"
#include <stdio.h>

/* An event as one line of JSON: names of the schema, times as integers of microseconds, absent = null,
 * event_id in 8-4-4-4-12 form. Used by `hentra simulate --to FILE.jsonl`. */
void event_json_write(FILE *out, const struct event *v);

#endif
