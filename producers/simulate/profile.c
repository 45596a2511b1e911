/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.c - refuses a profile whose parts do not sum, and makes one smaller.
 */
#include "producers/simulate/profile.h"
#include "producers/simulate/quota.h"
#include "producers/simulate/rng.h"
#include <stdio.h>
#include <string.h>

bool profile_percent(const char *text, uint32_t *ppm)
{
        int64_t v = 0;
        int decimals = -1; /* none before the point */
        if (*text < '0' || *text > '9')
                return false;
        for (const char *c = text; *c; c++) {
                if (*c == '.' && decimals < 0 && c[1]) {
                        decimals = 0;
                        continue;
                }
                if (*c < '0' || *c > '9' || decimals == 4 || v > MILLION)
                        return false;
                v = v * 10 + (*c - '0');
                if (decimals >= 0)
                        decimals++;
        }
        for (int i = decimals < 0 ? 0 : decimals; i < 4; i++)
                v *= 10;
        if (v > MILLION)
                return false;
        *ppm = (uint32_t)v;
        return true;
}

void profile_outcomes(const struct profile *p, int64_t of[static OUTCOME_COUNT])
{
        of[OUTCOME_EARLY] = p->resolved_early;
        of[OUTCOME_ON_TIME] = p->resolved_on_time - p->resolved_after_hour;
        of[OUTCOME_AFTER_HOUR] = p->resolved_after_hour;
        of[OUTCOME_LATE] = p->resolved_late;
        of[OUTCOME_OPEN] = p->open_in_time;
        of[OUTCOME_OPEN_PAUSED] = p->open_paused;
        of[OUTCOME_OPEN_OVERDUE] = p->open_overdue;
}

static bool listed(const int32_t *days, int n, int32_t day)
{
        for (int i = 0; i < n; i++) {
                if (days[i] == day)
                        return true;
        }
        return false;
}

bool profile_works_on(const struct profile *p, int32_t day)
{
        return calendar_is_weekday(day) ? !listed(p->off, p->offs, day)
                                        : listed(p->make_up, p->make_ups, day);
}

static int64_t working_days(const struct profile *p, int32_t from, int32_t to)
{
        int64_t n = 0;
        for (int32_t day = from; day < to; day++)
                n += profile_works_on(p, day);
        return n;
}

/* ---- checks ---- */

static enum fault same(const char *name, const char *what, int64_t parts, const char *of, int64_t whole,
                       struct err *e)
{
        if (parts == whole)
                return OK;
        return fail(e, USAGE, "%s: %s sum to %lld, but %s is %lld", name, what, (long long)parts, of,
                    (long long)whole);
}

static enum fault check_levels(const struct profile *p, const char *name, struct err *e)
{
        int64_t received = 0, online = 0, procedures = 0, used = 0;
        for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                const struct profile_level *level = &p->level[l];
                if (level->online > level->received || level->procedures_used > level->procedures ||
                    level->procedures_used < 1)
                        return fail(e, USAGE,
                                    "%s: level %s must have online <= received and 1 <= procedures_used <= "
                                    "procedures",
                                    name, level_names[l]);
                received += level->received;
                online += level->online;
                procedures += level->procedures;
                used += level->procedures_used;
        }
        enum fault fault = same(name, "the levels' received", received, "totals.received", p->received, e);
        if (!fault)
                fault = same(name, "the levels' online", online, "totals.online", p->online, e);
        if (!fault)
                fault = same(name, "the levels' procedures", procedures, "totals.procedures", p->procedures,
                             e);
        if (!fault)
                fault = same(name, "the levels' used procedures", used, "totals.procedures_used",
                             p->procedures_used, e);
        return fault;
}

/* Shorter periods leave no room between a reception, its due date and a late end. */
enum { WORKING_DAYS_LEAST = 10, YEARS_MOST = 5, DAY_MINUTES_LEAST = 120 };

enum fault profile_check(struct profile *p, const char *name, struct err *e)
{
        for (int i = 0; i < p->departments; i++) {
                p->level[PROVINCE].procedures += p->department[i].procedures;
                p->level[PROVINCE].procedures_used += p->department[i].procedures_used;
        }
        if (p->to <= p->from || p->to - p->from > YEARS_MOST * 366 ||
            working_days(p, p->from, p->to) < WORKING_DAYS_LEAST)
                return fail(e, USAGE,
                            "%s: profile.from and profile.to must enclose at least %d working days and at "
                            "most %d years",
                            name, WORKING_DAYS_LEAST, YEARS_MOST);
        int64_t communes = 0;
        for (int i = 0; i < p->districts; i++)
                communes += p->district[i].communes;
        if (communes < 1)
                return fail(e, USAGE, "%s: at least one district must have communes", name);
        if (p->from < day_of_civil(CALENDAR_YEAR_FIRST, 1, 1) ||
            p->to > day_of_civil(CALENDAR_YEAR_LAST - 1, 1, 1))
                return fail(e, USAGE,
                            "%s: profile.from and profile.to must lie between %d-01-01 and %d-01-01", name,
                            CALENDAR_YEAR_FIRST, CALENDAR_YEAR_LAST - 1);
        int32_t minutes = 0;
        for (int i = 0; i < p->hours.n; i++)
                minutes += p->hours.span[i].closes - p->hours.span[i].opens;
        if (minutes < DAY_MINUTES_LEAST)
                return fail(e, USAGE, "%s: hours.open must sum to at least two hours a day", name);
        if (p->resolved_after_hour > p->resolved_on_time)
                return fail(e, USAGE, "%s: totals.resolved_after_hour must be part of resolved_on_time",
                            name);
        if (p->received < 1 || p->received > DOSSIERS_MOST)
                return fail(e, USAGE, "%s: totals.received must be 1 to %d", name, DOSSIERS_MOST);
        if (p->procedures > PROCEDURES_MOST)
                return fail(e, USAGE, "%s: totals.procedures must be at most %d", name, PROCEDURES_MOST);
        int64_t of[OUTCOME_COUNT], sum = 0;
        profile_outcomes(p, of);
        for (int i = 0; i < OUTCOME_COUNT; i++)
                sum += of[i];
        enum fault fault = same(name, "resolved and open", sum, "totals.received", p->received, e);
        return fault ? fault : check_levels(p, name, e);
}

/* ---- smaller ---- */

/* The n counts at at[] shrink (or grow) together until they sum to `total`. */
static void divide(int64_t total, int n, int64_t *const *at)
{
        int64_t weight[4], part[4];
        for (int i = 0; i < n; i++)
                weight[i] = *at[i];
        quota_divide(total, weight, n, part);
        for (int i = 0; i < n; i++)
                *at[i] = part[i];
}

/* Divides the published totals first, then their parts, so that each total is as near as possible. */
void profile_scale(struct profile *p, int64_t dossiers)
{
        enum { LEVELS = LEVEL_COUNT - 1 };
        struct profile_level *level = &p->level[PROVINCE];
        int64_t open = p->open_in_time + p->open_paused + p->open_overdue;
        int64_t in_hour = p->resolved_on_time - p->resolved_after_hour;
        int64_t offline = p->received - p->online;
        p->received = dossiers;
        divide(dossiers, 4,
               (int64_t *[]){&p->resolved_early, &p->resolved_on_time, &p->resolved_late, &open});
        divide(p->resolved_on_time, 2, (int64_t *[]){&in_hour, &p->resolved_after_hour});
        divide(open, 3, (int64_t *[]){&p->open_in_time, &p->open_paused, &p->open_overdue});
        divide(dossiers, 2, (int64_t *[]){&p->online, &offline});
        divide(dossiers, LEVELS, (int64_t *[]){&level[0].received, &level[1].received, &level[2].received});
        int64_t weight[LEVELS], most[LEVELS], online[LEVELS];
        for (int l = 0; l < LEVELS; l++) {
                weight[l] = level[l].online;
                most[l] = level[l].received;
        }
        quota_divide_capped(p->online, weight, most, LEVELS, online);
        for (int l = 0; l < LEVELS; l++)
                level[l].online = online[l];
}

enum fault profile_month(struct profile *p, int year, int month, struct err *e)
{
        int32_t from = day_of_civil(year, month, 1);
        int32_t to = day_of_civil(year + month / 12, month % 12 + 1, 1);
        char first[16], last[16];
        if (from < p->from || to > p->to)
                return fail(e, USAGE, "the month must lie in the profile's period, %s to %s",
                            day_format(p->from, first), day_format(p->to - 1, last));
        int64_t days = working_days(p, from, to);
        if (days < WORKING_DAYS_LEAST)
                return fail(e, USAGE, "the month must have at least %d working days, it has %lld",
                            WORKING_DAYS_LEAST, (long long)days);
        int64_t all = working_days(p, p->from, from) + days + working_days(p, to, p->to);
        int64_t dossiers = (p->received * days + all / 2) / all;
        p->from = from;
        p->to = to;
        profile_scale(p, dossiers);
        return OK;
}
