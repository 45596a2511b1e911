/* SPDX-License-Identifier: Apache-2.0
 *
 * random_event.h - events of every shape that event_check() lets pass, by random().
 */
#ifndef HENTRA_TESTS_SUPPORT_RANDOM_EVENT_H
#define HENTRA_TESTS_SUPPORT_RANDOM_EVENT_H

#include "core/base/event.h"
#include <stdlib.h>

static inline micros random_time(void)
{
        return MOMENT_FIRST +
               (micros)((uint64_t)random() << 31 | (uint64_t)random()) % (MOMENT_LIMIT - MOMENT_FIRST);
}

static inline struct text random_text(char *room, size_t least)
{
        size_t len = least + (size_t)random() % (65 - least);
        for (size_t i = 0; i < len; i++)
                room[i] = (char)('!' + random() % 90);
        return (struct text){room, len};
}

/* Its texts lie in `room`. */
enum { RANDOM_TEXTS = 6 };
static inline void random_event(struct event *v, char room[RANDOM_TEXTS][64])
{
        for (size_t i = 0; i < 16; i++)
                v->event_id[i] = (uint8_t)random();
        v->source = random_text(room[0], 1);
        v->sequence = random() % 2 ? random() : (int64_t)random() << 32;
        v->dossier_id = random_text(room[1], 1);
        v->case_kind = (enum case_kind)(random() % CASE_KIND_COUNT);
        v->status = (enum status)(random() % STATUS_COUNT);
        v->occurred_at = random_time();
        v->stated_at = random_time();
        v->observed_at = random_time();
        v->submitted_at = random() % 2 ? NO_TIME : random_time();
        v->due_at = random() % 2 ? NO_TIME : random_time();
        v->agency = random_text(room[2], 1);
        v->received_by = random_text(room[3], 0);
        v->level = (enum level)(random() % LEVEL_COUNT);
        v->procedure = random_text(room[4], 0);
        v->field = random_text(room[5], 0);
        v->channel = (enum channel)(random() % CHANNEL_COUNT);
        v->return_channel = (enum return_channel)(random() % RETURN_COUNT);
        v->service = (enum service)(random() % SERVICE_COUNT);
        v->payment = (enum payment)(random() % PAYMENT_COUNT);
        v->digitised = (enum digitised)(random() % DIGITISED_COUNT);
}

#endif
