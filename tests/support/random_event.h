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

/* Its texts lie in `room`, each at the position of its field. */
static inline void random_event(struct event *v, char room[EVENT_FIELD_COUNT][64])
{
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                const struct event_field *f = &event_fields[i];
                void *at = (char *)v + f->offset;
                switch (f->kind) {
                case FIELD_ID:
                        for (size_t k = 0; k < sizeof(v->event_id); k++)
                                v->event_id[k] = (uint8_t)random();
                        break;
                case FIELD_TEXT:
                        *(struct text *)at = random_text(room[i], f->required);
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
                }
        }
}

#endif
