/* SPDX-License-Identifier: Apache-2.0
 *
 * moment.h - instants, civil dates and zones.
 *
 * An instant is a count of microseconds since 1970-01-01T00:00:00Z (Avro's timestamp-micros): in real
 * data twenty milliseconds decide whether a dossier is late. A day is a count of days since 1970-01-01
 * in a zone; "by day" rules compare such days, and a warehouse has exactly one zone, fixed at setup.
 */
#ifndef HENTRA_BASE_MOMENT_H
#define HENTRA_BASE_MOMENT_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

typedef int64_t micros;

#define NO_TIME           INT64_MIN /* absent */
#define NO_DAY            INT32_MIN /* of a local day */
#define END_OF_TIME       INT64_MAX
#define MICROS_PER_SECOND 1000000LL
#define MICROS_PER_DAY    (86400LL * MICROS_PER_SECOND)

/* Instants outside [1900-01-01, 2200-01-01) UTC are refused wherever they enter: real systems write year
 * 0001 for "none", while a due date in 2059 is legal. */
#define MOMENT_FIRST (-2208988800LL * MICROS_PER_SECOND)
#define MOMENT_LIMIT (7258118400LL * MICROS_PER_SECOND)
bool moment_legal(micros t);

micros moment_now(void); /* the wall clock */
/* The steady clock, which nobody sets: how long something takes, or is waited for. Not an instant. */
micros steady_now(void);

/* Division that rounds down, so that what lies before 1970 falls on its own day. `by` is positive. */
static inline int64_t floor_div(int64_t n, int64_t by)
{
        return n / by - (n % by < 0);
}
/* The rest of that division: 0 to by - 1. */
static inline int64_t floor_rest(int64_t n, int64_t by)
{
        return n % by + (n % by < 0 ? by : 0);
}

struct civil {
        int year, month, day, hour, minute, second; /* month and day from 1 */
        int micro;
};

/* Proleptic Gregorian calendar, any year. */
int32_t day_of_civil(int year, int month, int day);
void civil_of_day(int32_t day, int *year, int *month, int *day_of_month);
bool civil_legal(const struct civil *c); /* a real date and time of day; no leap seconds */

/* A zone of the tz database, read once into a table of transitions (1900-2200), then pure. */
struct zone;
MUST enum fault zone_open(struct zone **z, const char *iana_name, struct err *e); /* USAGE: no such zone */
void zone_close(struct zone *z);                                                  /* NULL is fine */
const char *zone_name(const struct zone *z);

int32_t zone_day(const struct zone *z, micros t);         /* the local day that t falls on */
micros zone_day_start(const struct zone *z, int32_t day); /* the first instant of a local day */
void zone_civil(const struct zone *z, micros t, struct civil *out);

/* A naive local time may exist once, never (clocks went forward over it) or twice (they went back). For GAP
 * *t is the time read with the offset before the change; for OVERLAP the first of the two. The caller
 * decides, and reports it. */
enum local_time { LOCAL_ONCE, LOCAL_GAP, LOCAL_OVERLAP };
enum local_time zone_instant(const struct zone *z, const struct civil *local, micros *t);

/* Reads `text` by a strptime-like format: %Y %m %d %H %M %S, %f (1-6 digits of a fraction, optional with
 * its dot: "%S%f" reads both "05" and "05.123"), %z (Z, +HH, +HHMM or +HH:MM; sets *has_offset and
 * *offset_seconds), %I (an hour from 1 to 12) with %p (AM or PM in any case), %b and %B (a month's English
 * name, of three letters or whole, in any case), %% and literal bytes. Every digit count is exact (%Y 4, the
 * others 2); %-m %-d %-H %-I have one or two digits and no leading zero. The whole text must be used.
 * Returns NULL, or a constant with the expected form. */
const char *civil_parse(struct text text, const char *format, struct civil *out, bool *has_offset,
                        int *offset_seconds);

/* Dates of the command line and of RFC 3339 text: "2022-01-31", "2022-01-31 17:00[:00[.ffffff]]" (a "T" is
 * allowed) in the zone, or with Z or an offset. *date_only: a bare date, read as its first instant. */
MUST enum fault moment_parse(const struct zone *z, struct text text, micros *t, bool *date_only,
                             struct err *e);

/* "2022-01-31T10:00:00.123456Z" (no fraction when it is zero); 32 bytes suffice; returns out. */
char *moment_format(micros t, char out[static 32]);
/* "2022-01-31 17:00:00": local time, for people; returns out. */
char *zone_format(const struct zone *z, micros t, char out[static 32]);
/* "2022-01-31" of a day; returns out. */
char *day_format(int32_t day, char out[static 16]);

#endif
