/* SPDX-License-Identifier: Apache-2.0
 *
 * dates.h - dates and times as an export writes them.
 *
 * A text is read by the first format that fits. Without an offset it is a local time of the mapping's zone.
 * Local times that a change of the clocks left out or repeated are read by the mapping's rule and counted,
 * so that nothing is repaired in silence.
 */
#ifndef HENTRA_FORMAT_DATES_H
#define HENTRA_FORMAT_DATES_H

#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

enum { DATE_FORMATS_MOST = 8 };

/* Keys of a section that were given; the others of [dates FIELD] are those of [dates]. */
enum date_key {
        DATE_KEY_FORMATS = 1 << 0,
        DATE_KEY_ZONE = 1 << 1,
        DATE_KEY_GAP = 1 << 2,
        DATE_KEY_OVERLAP = 1 << 3,
        DATE_KEY_DUE_DAY = 1 << 4,
        DATE_KEY_MIDNIGHT = 1 << 5
};

struct dates {
        unsigned given; /* date_key; only what was given is owned */
        char *format[DATE_FORMATS_MOST];
        bool of_days[DATE_FORMATS_MOST]; /* the format has no time of day */
        int formats;
        struct zone *zone;   /* NULL when every format carries an offset */
        bool gap_reject;     /* a local time that was left out: refuse (else read with the offset before) */
        bool overlap_second; /* a local time that came twice: the second (else the first) */
        bool due_day_starts; /* a due date without a time of day: its first instant (else its last) */
        bool midnight_day;   /* 00:00 means that only the day is known (else that instant) */
        micros earliest;     /* load.earliest: the loader would refuse a time before it */
};

struct date_tally {
        uint64_t gaps;     /* read with the offset before the change: moved forward */
        uint64_t overlaps; /* read as the first or the second of two */
};

/* Adds a format that date_format_check() has passed, of at most DATE_FORMATS_MOST. */
void dates_add_format(struct dates *d, char *format);

/* Takes over what was not given, and borrows its formats and zone. */
void dates_inherit(struct dates *d, const struct dates *from);
void dates_close(struct dates *d);

/* NULL, or a constant with the rule that is broken: year, month and day must be there, no unknown part, a
 * time of day in one way, and behind a number without leading zeros something that is no digit. */
const char *date_format_check(const char *format);
bool date_format_has_offset(const char *format);

/* Results of date_read() for a date that can be read but is not legal. */
extern const char date_outside[], date_early[];

/* The instant that stands for a local day, where a text has no time of day. */
enum date_day {
        DATE_DAY_START, /* its first microsecond */
        DATE_DAY_END,   /* its last one */
        DATE_DAY_DUE    /* of a due date: either, see due_day_starts */
};

/* NULL, or a constant with the reason why the text is no date. *day_only: it has no time of day, or
 * a midnight that means its day. A text with an offset is at midnight where the zone is; without a zone, by
 * its own offset. */
const char *date_read(const struct dates *d, struct text text, enum date_day day, micros *t, bool *day_only,
                      struct date_tally *tally);

#endif
