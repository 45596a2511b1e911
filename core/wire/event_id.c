/* SPDX-License-Identifier: Apache-2.0
 *
 * event_id.c - the UUID of hentra's name space and the event's name.
 */
#include "core/wire/event_id.h"

#include "core/lib/crypto.h"
#include <string.h>

/* The name space of event_id. It is part of every id ever written: never change it. */
static const uint8_t event_space[UUID_SPACE] = {0x9c, 0x7e, 0xfc, 0xa1, 0xaf, 0x48, 0x4a, 0x6f,
                                                0x99, 0xf1, 0x62, 0x21, 0xd3, 0x65, 0x67, 0x80};

/* Behind the name of what is taken back. No name ends in it: it is a tag without a value. */
enum { RETRACTS_TAG = 29 };

void event_identify(struct event *v)
{
        uint8_t named[UUID_SPACE + EVENT_NAME_MOST + 1];
        memcpy(named, event_space, UUID_SPACE);
        size_t len = event_name(v, named + UUID_SPACE);
        if (v->retracts)
                named[UUID_SPACE + len++] = RETRACTS_TAG;
        uuid_of_name(named, UUID_SPACE + len, v->event_id);
}
