/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_heard.h - what stands after all that a spool said, for its tests.
 */
#ifndef HENTRA_TESTS_SUPPORT_SPOOL_HEARD_H
#define HENTRA_TESTS_SUPPORT_SPOOL_HEARD_H

#include "core/wire/event_id.h"
#include "tests/support/spool_said.h"

enum { DISTINCT_MOST = 256 };

/* By the rule of a loader: of each distinct thing the latest saying and the latest retraction. */
struct heard {
        struct event v; /* retracts: false */
        char dossier_id[DOSSIER_ID_MOST + 1];
        micros stated_at, retracted_at;
};
struct topic {
        struct heard heard[DISTINCT_MOST];
        size_t n;
};

static inline void hear(struct topic *t, const struct said_list *list)
{
        assert_true(list->n <= SAID_MOST);
        for (size_t i = 0; i < list->n; i++) {
                struct said s = list->said[i];
                const micros stated_at = s.v.stated_at;
                const bool retracts = s.v.retracts;
                s.v.retracts = false;
                s.v.source = TEXT("s");
                s.v.agency = TEXT("a");
                s.v.dossier_id = text_of(s.dossier_id);
                for (uint32_t k = 0; k < s.v.occurrence_n; k++)
                        s.v.occurrence[k].agency = TEXT("a");
                event_identify(&s.v);
                size_t at = 0;
                while (at < t->n && memcmp(t->heard[at].v.event_id, s.v.event_id, 16) != 0)
                        at++;
                struct heard *h = &t->heard[at];
                if (at == t->n) {
                        assert_true(++t->n <= DISTINCT_MOST);
                        *h = (struct heard){.v = s.v, .stated_at = NO_TIME, .retracted_at = NO_TIME};
                        memcpy(h->dossier_id, s.dossier_id, sizeof(h->dossier_id));
                }
                micros *time = retracts ? &h->retracted_at : &h->stated_at;
                *time = stated_at > *time ? stated_at : *time;
        }
}

/* The document of the dossier that counts; NULL: none does. */
static inline const struct heard *standing(const struct topic *t, const char *dossier_id)
{
        const struct heard *stands = NULL;
        for (const struct heard *h = t->heard; h < t->heard + t->n; h++) {
                if (!strcmp(h->dossier_id, dossier_id) && h->stated_at > h->retracted_at &&
                    (!stands || h->stated_at > stands->stated_at))
                        stands = h;
        }
        return stands;
}

#endif
