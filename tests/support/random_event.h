/* SPDX-License-Identifier: Apache-2.0
 *
 * random_event.h - events of every shape that event_check() lets pass, by random().
 */
#ifndef HENTRA_TESTS_SUPPORT_RANDOM_EVENT_H
#define HENTRA_TESTS_SUPPORT_RANDOM_EVENT_H

#include "core/base/event_field.h"
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

/* The places of an event's texts. */
enum { RANDOM_TEXTS = EVENT_FIELD_COUNT + OCCURRENCES_MOST };

static inline void random_value(const struct event_field *f, void *at, char *room)
{
        switch (f->kind) {
        case FIELD_ID:
                for (size_t k = 0; k < 16; k++)
                        ((uint8_t *)at)[k] = (uint8_t)random();
                break;
        case FIELD_TEXT:
                *(struct text *)at = random_text(room, f->required);
                break;
        case FIELD_NUMBER:
                *(int64_t *)at = random() % 2 ? random() : (int64_t)random() << 32;
                break;
        case FIELD_TIME:
                *(micros *)at = !f->required && random() % 2 ? NO_TIME : random_time();
                break;
        case FIELD_CODE:
        case FIELD_TRUTH:
                *(unsigned *)at = (unsigned)(random() % f->names_count);
                break;
        case FIELD_FLAG:
                *(bool *)at = random() % 2;
                break;
        }
}

/* Its texts lie in `room`, each at the position of its field; those of the occurrences behind them. */
static inline void random_event(struct event *v, char room[RANDOM_TEXTS][64])
{
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++)
                random_value(&event_fields[i], (char *)v + event_fields[i].offset, room[i]);
        v->occurrence_n = v->kind == KIND_DOCUMENT ? (uint32_t)random() % (OCCURRENCES_MOST + 1) : 0;
        for (size_t i = 0; i < v->occurrence_n; i++)
                for (size_t k = 0; k < OCCURRENCE_FIELD_COUNT; k++)
                        random_value(&occurrence_fields[k],
                                     (char *)&v->occurrence[i] + occurrence_fields[k].offset,
                                     room[EVENT_FIELD_COUNT + i]);
}

#endif
