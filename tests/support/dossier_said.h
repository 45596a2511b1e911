/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_said.h - a dossier in a test: what was said of it, and what came of it as one line of text.
 *
 * One dossier at a time: begin(), then SAY(...), TELL(...) and TAKE_BACK() as often as needed, then life().
 * Instants are written as days: on(3) is 10:00 of the fourth local day of 2022 in Asia/Ho_Chi_Minh.
 */
#ifndef HENTRA_SUPPORT_DOSSIER_SAID_H
#define HENTRA_SUPPORT_DOSSIER_SAID_H

#include "consumers/dossier/timeline.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <string.h>

#define DAY   MICROS_PER_DAY
#define HOUR  (3600 * MICROS_PER_SECOND)
#define FIRST (1640995200 * MICROS_PER_SECOND - 7 * HOUR) /* 2022-01-01 00:00 +07 */

enum { TOLD_MOST = 64, NOBODY = 999 /* as agency: none is named */ };

static struct history h;
static struct timeline t;
static struct said_occurrence told[TOLD_MOST][OCCURRENCES_MOST]; /* of the documents of the dossier */
static int told_n;
static struct statement said_last; /* the record that was added last */
static struct zone *zone;

static inline micros on(int day)
{
        return FIRST + day * DAY + 10 * HOUR;
}

static inline int open_zone(void **state)
{
        struct err e;

        (void)state;
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK ? 0 : -1;
}

static inline int close_zone(void **state)
{
        (void)state;
        zone_close(zone);
        return 0;
}

static inline void begin(void)
{
        h.n = 0;
        h.truncated = false;
        told_n = 0;
}

/* Fills in what a test leaves out: said and seen when it occurred, at agency 1; times left at 0 are absent.
 * Contents rise with each statement, so of two that are otherwise equal the one said later is the later. */
static inline void say(struct statement s)
{
        if (s.stated_at == 0)
                s.stated_at = s.occurred_at;
        if (s.observed_at == 0)
                s.observed_at = s.stated_at;
        if (s.submitted_at == 0)
                s.submitted_at = NO_TIME;
        if (s.due_at == 0)
                s.due_at = NO_TIME;
        if (s.agency == 0)
                s.agency = 1;
        s.stated_first = s.stated_at;
        s.retracted_at = s.since = NO_TIME;
        s.content = (uint32_t)h.n + 1;
        said_last = s;
        history_add(&h, &s);
}
#define SAY(what, when, ...) say((struct statement){.status = (what), .occurred_at = (when), ##__VA_ARGS__})

/* A document, said and seen at `when`:
 *      TELL(AT(on(5), .due_at = on(9)), IS(RECEIVED, on(1)), IS(RESOLVED, on(4)))
 * Told again with the same occurrences and attributes it is the same document. */
static inline void tell(struct statement s, const struct said_occurrence *occurrences, size_t n)
{
        s.kind = KIND_DOCUMENT;
        s.stated_first = s.stated_at;
        if (s.observed_at == 0)
                s.observed_at = s.stated_at;
        if (s.submitted_at == 0)
                s.submitted_at = NO_TIME;
        if (s.due_at == 0)
                s.due_at = NO_TIME;
        if (s.since == 0)
                s.since = NO_TIME;
        s.retracted_at = NO_TIME;
        assert_true(told_n < TOLD_MOST && n <= OCCURRENCES_MOST);
        s.occurrence = told[told_n];
        s.occurrence_n = (uint8_t)n;
        for (size_t i = 0; i < n; i++) {
                told[told_n][i] = occurrences[i];
                if (occurrences[i].agency == 0)
                        told[told_n][i].agency = 1;
                if (occurrences[i].agency == NOBODY)
                        told[told_n][i].agency = 0;
        }
        told_n++;
        said_last = s;
        history_add(&h, &s);
}
#define AT(when, ...) ((struct statement){.stated_at = (when), ##__VA_ARGS__})
#define IS(what, when, ...)                                            \
        {                                                              \
                .status = (what), .occurred_at = (when), ##__VA_ARGS__ \
        }
#define TELL(said, ...)                                     \
        tell(said, (struct said_occurrence[]){__VA_ARGS__}, \
             sizeof((struct said_occurrence[]){__VA_ARGS__}) / sizeof(struct said_occurrence))
#define TELL_NOTHING(said) tell(said, NULL, 0)

/* Takes back what was added last, by a retraction that is stated at `when`. */
static inline void take_back(micros when)
{
        struct statement s = said_last;
        s.stated_at = s.stated_first = s.observed_at = s.since = NO_TIME;
        s.retracted_at = when;
        history_add(&h, &s);
}

static inline void life_by(int version)
{
        timeline_derive(&h, rule_of(version), zone, &t);
}

static inline void life(void)
{
        life_by(RULE_FORM06);
}

/* "receive 0 pause 2 transfer 3 to 2 …": steps with their days since the first, and "+Nus" off 10:00. The
 * hand-over is left out, which is no part of the course: it has its own fields in the timeline. */
static inline const char *steps(void)
{
        static const char *const names[] = {"receive", "transfer", "pause",     "resume", "stop",
                                            "reopen",  "end",      "hand over", "undo"};
        static char text[2048];
        size_t len = 0;

        text[0] = '\0';
        for (int i = 0; i < t.steps_n; i++) {
                const struct step *s = &t.steps[i];
                long long off = s->at - on(0);

                if (s->kind == STEP_HAND_OVER)
                        continue;
                len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s %lld", len > 0 ? " " : "",
                                        names[s->kind], off / DAY);
                if (off % DAY != 0)
                        len += (size_t)snprintf(text + len, sizeof(text) - len, "+%lldus", off % DAY);
                if (s->kind == STEP_TRANSFER)
                        len += (size_t)snprintf(text + len, sizeof(text) - len, " to %u", s->agency);
        }
        return text;
}

static inline bool marked(uint32_t marks)
{
        return (t.marks & marks) == marks;
}

static inline struct state cut(micros at)
{
        struct state s;

        state_at(&t, zone, at, &s);
        return s;
}

#endif
