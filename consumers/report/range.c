/* SPDX-License-Identifier: Apache-2.0
 *
 * range.c - words of the command line to days; names of periods are looked up in hentra.period.
 */
#include "consumers/report/range.h"

#include "consumers/warehouse/flow_sum.h"
#include "generated/embedded.h"

static enum fault read_day(const char *option, const char *word, const struct zone *zone, int32_t *day,
                           struct err *e)
{
        micros at;
        bool date_only;
        if (moment_parse(zone, text_of(word), &at, &date_only, e) != OK)
                return fail_at(e, "--%s", option);
        if (!date_only)
                return fail(e, USAGE, "--%s %s: a day is allowed, for example 2022-01-31", option, word);
        *day = zone_day(zone, at);
        return OK;
}

static enum fault read_period(struct range *r, const char *name, struct pg *pg, struct err *e)
{
        struct pg_result *found;
        const struct pg_param param = pg_text(text_of(name));
        if (pg_run_kept(pg, SQL_period_read, &param, 1, &found, e) != OK)
                return e->kind;
        const bool known = pg_rows(found) == 1;
        if (known) {
                r->period = name;
                r->first = pg_get_date(found, 0, COL_period_read_first_day);
                r->asked_to = pg_get_date(found, 0, COL_period_read_last_day);
        }
        pg_free(found);
        if (!known)
                return fail(e, USAGE,
                            "--period %s: there is no such period; allowed are ND09: or CAL: before a year "
                            "(2022), half (2022-H1), quarter (2022-Q1) or month (2022-01) of 2015 to 2035",
                            name);
        return OK;
}

/* A bare date means the end of that day. */
static enum fault read_instant(const char *option, const char *word, const struct zone *zone, micros *at,
                               struct err *e)
{
        bool date_only;
        if (moment_parse(zone, text_of(word), at, &date_only, e) != OK)
                return fail_at(e, "--%s", option);
        if (date_only)
                *at = zone_day_start(zone, zone_day(zone, *at) + 1) - 1;
        return OK;
}

static enum fault read_instants(struct range *r, const struct range_words *words, const struct zone *zone,
                                struct err *e)
{
        if (words->as_of && read_instant("as-of", words->as_of, zone, &r->as_of, e) != OK)
                return e->kind;
        if (words->known_at && read_instant("known-at", words->known_at, zone, &r->known_at, e) != OK)
                return e->kind;
        if (words->known_at && !words->as_of)
                r->as_of = r->known_at;
        return OK;
}

static enum fault cut(struct range *r, const struct range_words *words, const struct zone *zone, micros now,
                      struct err *e)
{
        const int32_t today = zone_day(zone, now);
        char first[16], day[16];
        if (r->first > today)
                return fail(e, USAGE,
                            "the range begins on %s and today is %s: nothing of it has happened yet",
                            day_format(r->first, first), day_format(today, day));
        if (r->known_at != END_OF_TIME && r->known_at > now)
                r->known_at = now;
        if (r->as_of != END_OF_TIME ? r->as_of > now : words->by_instant && r->asked_to >= today)
                r->as_of = now;
        const int32_t end = r->as_of == END_OF_TIME ? today : zone_day(zone, r->as_of);
        r->last = r->asked_to < end ? r->asked_to : end;
        return OK;
}

enum fault range_read(struct range *r, const struct range_words *words, const struct zone *zone, micros now,
                      struct pg *pg, struct err *e)
{
        *r = (struct range){.first = day_of_civil(1900, 1, 1),
                            .open_start = !words->from && !words->period,
                            .as_of = END_OF_TIME,
                            .known_at = END_OF_TIME};
        if (words->period && (words->from || words->to))
                return fail(e, USAGE, "--period goes with neither --from nor --to");
        if (read_instants(r, words, zone, e) != OK)
                return e->kind;
        r->asked_to = zone_day(zone, r->as_of < now ? r->as_of : now);
        if ((words->from && read_day("from", words->from, zone, &r->first, e) != OK) ||
            (words->to && read_day("to", words->to, zone, &r->asked_to, e) != OK) ||
            (words->period && read_period(r, words->period, pg, e) != OK))
                return e->kind;
        if (r->first > r->asked_to)
                return fail(e, USAGE, "the range ends before it begins: --from must not lie after --to");
        if (r->as_of < zone_day_start(zone, r->first))
                return fail(e, USAGE, "--%s lies before the first day of the range",
                            words->as_of ? "as-of" : "known-at");
        return cut(r, words, zone, now, e);
}

bool range_in_half_months(const struct range *r)
{
        return half_month_of(r->first) == r->first && half_month_of(r->last + 1) == r->last + 1;
}
