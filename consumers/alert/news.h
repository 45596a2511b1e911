/* SPDX-License-Identifier: Apache-2.0
 *
 * news.h - what alerters are told of, and what loaders have told (consumers/load/notice.h).
 *
 * A notification is heard by whoever can log in, so it says no more than that there is something: of a notice
 * of a loader its number, by which it is read from hentra.notice. And whoever can log in can send one, so a
 * number without a notice means that somebody may have told of anything.
 */
#ifndef HENTRA_ALERT_NEWS_H
#define HENTRA_ALERT_NEWS_H

#include "consumers/alert/agenda.h"
#include "consumers/alert/heard.h"
#include "core/base/bytes.h"
#include "core/lib/pg.h"
#include <stdbool.h>
#include <stddef.h>

struct news {                 /* zero: none */
        struct bytes numbers; /* int64_t each: of notices that were told of, and not read yet */
        struct bytes array;
};

/* Listens on all channels of an alerter. */
MUST enum fault news_listen(struct pg *pg, struct err *e);
void news_free(struct news *n);

/* Takes a notification of a loader's notice. False: it names none. */
bool news_add(struct news *n, const char *payload);
static inline bool news_wait(const struct news *n)
{
        return n->numbers.len > 0;
}
/* Reads those that were added: their moves are heard, their dossiers go to the agenda. */
MUST enum fault news_read(struct news *n, struct pg *pg, struct heard *heard, struct agenda *agenda,
                          struct err *e);

#endif
