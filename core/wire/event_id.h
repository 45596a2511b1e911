/* SPDX-License-Identifier: Apache-2.0
 *
 * event_id.h - the id of an event: the same statement always has the same one, however often it is sent.
 */
#ifndef HENTRA_WIRE_EVENT_ID_H
#define HENTRA_WIRE_EVENT_ID_H

#include "core/base/event.h"

/* Sets event_id of *v: the name-based UUID (RFC 9562, version 5) of event_name(v) in hentra's own name
 * space. */
void event_identify(struct event *v);

#endif
