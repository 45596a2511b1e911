/* SPDX-License-Identifier: Apache-2.0
 *
 * visits.h - the people who are logged in: who, and until when.
 *
 * A session is 32 random bytes, as hexadecimal digits, in a cookie; of it only the SHA-256 is kept. It ends
 * when nothing was asked for `idle`, `most` after its login, at a logout, and with the program. When there
 * is no room, that one ends which was idle longest of the role that has the most: whoever logs in without
 * end ends his own.
 */
#ifndef HENTRA_DASHBOARD_VISITS_H
#define HENTRA_DASHBOARD_VISITS_H

#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

enum { VISITS_MOST = 4096, VISIT_TEXT = 65, ROLE_MOST = 64 /* PostgreSQL's longest name, and a NUL */ };

struct visit {
        uint8_t hash[32];
        char role[ROLE_MOST];
        micros asked, until; /* steady; until 0: free */
        uint64_t number;     /* no other one has it, ever */
};
struct visits {
        struct visit *of; /* VISITS_MOST */
        micros idle, most;
        uint64_t last;
};

void visits_open(struct visits *s, micros idle, micros most);
void visits_close(struct visits *s);
/* The text of a session that does not exist yet; ends in NUL. */
void visit_make(char out[static VISIT_TEXT]);
/* `role` is shorter than ROLE_MOST; `hash` is that of the session's text. */
void visit_begin(struct visits *s, const char *role, const uint8_t hash[static 32], micros now);
/* NULL: there is none, or it has ended. */
struct visit *visit_find(const struct visits *s, struct text id, micros now);
void visit_end(struct visit *one);
unsigned visits_count(const struct visits *s, micros now);
/* True while the session of that number has not ended. */
bool visit_lives(const struct visits *s, uint64_t number, micros now);

/* The value of a cookie in a header of cookies; at NULL: it is not there. */
struct text cookie_of(const char *header, const char *name);

#endif
