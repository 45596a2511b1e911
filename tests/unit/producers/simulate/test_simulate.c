/* SPDX-License-Identifier: Apache-2.0
 *
 * test_simulate.c - the promises of the simulated year, counted from its dossiers, one after the other.
 *
 * The counts are made from the events' times alone; what a dossier was dealt is not looked at.
 */
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include "producers/simulate/profile_text.h"
#include "producers/simulate/story.h"
#include <stdlib.h>
#include <string.h>

static struct profile profile;

static const char tien_giang[] = "tien-giang-2022", ba_ria_vung_tau[] = "ba-ria-vung-tau-2022";

static void read_profile(const char *name, int64_t dossiers)
{
        struct err e = {0};
        if (profile_read(&profile, name, &e) != OK)
                fail_msg("%s", e.text);
        if (dossiers)
                profile_scale(&profile, dossiers);
}

struct year {
        struct zone *zone;
        struct worktime time;
        struct province province;
        struct stage stage;
        micros from, to;
};

static void open_year(struct year *y, uint64_t seed)
{
        struct err e;
        assert_int_equal(zone_open(&y->zone, profile.zone, &e), OK);
        assert_int_equal(worktime_open(&y->time, &profile, y->zone, &e), OK);
        province_open(&y->province, &profile);
        y->stage = (struct stage){&y->province, &y->time, seed};
        y->from = zone_day_start(y->zone, profile.from);
        y->to = zone_day_start(y->zone, profile.to);
}

static void close_year(struct year *y)
{
        province_close(&y->province);
        worktime_close(&y->time);
        zone_close(y->zone);
}

static struct share share_of(const struct year *y, int64_t number)
{
        return province_share(&y->province, y->stage.seed, number);
}

struct tally {
        int64_t received, online, early, on_time, late, late_by_instant;
        int64_t open, open_paused, open_overdue, open_overdue_by_instant, transferred, supplemented, paid,
                returned, due_moved, events;
        int64_t received_by_level[LEVEL_COUNT], online_by_level[LEVEL_COUNT];
        int64_t *by_procedure, *online_by_procedure;
};

static bool in_office_hours(const struct year *y, micros t)
{
        int32_t day = zone_day(y->zone, t);
        micros second = (t - zone_day_start(y->zone, day)) / MICROS_PER_SECOND;
        bool open = (second >= 7 * 3600 && second < 11 * 3600 + 1800) ||
                    (second >= 13 * 3600 + 1800 && second < 17 * 3600);
        return open && profile_works_on(&profile, day);
}

static void check_times(const struct year *y, const struct story *s)
{
        for (int i = 0; i < s->n; i++) {
                const struct story_event *v = &s->event[i], *before = i ? v - 1 : v;
                if (v->occurred_at < y->from || v->occurred_at >= y->to)
                        fail_msg("an event outside the period");
                if (v->status != REGISTERED && !in_office_hours(y, v->occurred_at))
                        fail_msg("status %d outside office hours", v->status);
                if (v->occurred_at < before->occurred_at || v->stated_at <= v->occurred_at ||
                    v->observed_at <= v->stated_at ||
                    (i && (v->stated_at <= before->stated_at || v->observed_at <= before->observed_at)))
                        fail_msg("times out of order at step %d", i);
                if ((v->status == REGISTERED) != (v->due_at == NO_TIME))
                        fail_msg("a due date is missing at step %d", i);
                if (v->due_at != NO_TIME &&
                    !profile_works_on(&profile, zone_day(y->zone, v->due_at - MICROS_PER_SECOND)))
                        fail_msg("due on a day off");
        }
        assert_true(s->submitted_at >= y->from && s->submitted_at <= s->event[s->n - 1].occurred_at);
}

static bool step_is_plausible(enum status from, enum status to)
{
        switch (from) {
        case STATUS_UNKNOWN:
                return to == REGISTERED || to == RECEIVED;
        case REGISTERED:
                return to == RECEIVED;
        case RECEIVED:
                return to == PROCESSING || to == RESOLVED;
        case PROCESSING:
                return to == SUPPLEMENT_REQUESTED || to == PAYMENT_REQUESTED || to == RESOLVED;
        case SUPPLEMENT_REQUESTED:
                return to == PROCESSING || to == RECEIVED;
        case PAYMENT_REQUESTED:
                return to == PROCESSING;
        default:
                return from == RESOLVED && to == RETURNED;
        }
}

static void count_end(const struct year *y, const struct story *s, micros resolved_at, struct tally *t)
{
        const struct story_event *last = &s->event[s->n - 1];
        int32_t due = zone_day(y->zone, last->due_at), last_day = profile.to - 1;
        if (resolved_at != NO_TIME) {
                int32_t day = zone_day(y->zone, resolved_at);
                t->early += day < due;
                t->on_time += day == due;
                t->late += day > due;
                t->late_by_instant += resolved_at > last->due_at;
                return;
        }
        bool paused = last->status == SUPPLEMENT_REQUESTED || last->status == PAYMENT_REQUESTED;
        t->open++;
        t->open_paused += paused;
        t->open_overdue += !paused && due < last_day;
        t->open_overdue_by_instant += !paused && last->due_at < y->to;
}

static void count(const struct year *y, const struct story *s, struct tally *t)
{
        enum status status = STATUS_UNKNOWN;
        enum level level = y->province.agency[s->event[0].agency].level;
        micros resolved_at = NO_TIME, due_at = NO_TIME;
        bool received = false, moved = false;
        for (int i = 0; i < s->n; i++) {
                const struct story_event *v = &s->event[i];
                if (!step_is_plausible(status, v->status))
                        fail_msg("step %d to %d", status, v->status);
                status = v->status;
                received |= status == RECEIVED;
                resolved_at = status == RESOLVED ? v->occurred_at : resolved_at;
                moved |= due_at != NO_TIME && v->due_at != due_at;
                due_at = v->due_at;
                t->supplemented += status == SUPPLEMENT_REQUESTED;
                t->paid += status == PAYMENT_REQUESTED;
                t->returned += status == RETURNED;
        }
        t->events += s->n;
        t->received += received;
        t->received_by_level[level] += received;
        t->by_procedure[s->share.procedure] += received;
        if (s->channel == ONLINE) {
                t->online++;
                t->online_by_level[level]++;
                t->online_by_procedure[s->share.procedure]++;
        }
        t->due_moved += moved;
        t->transferred += s->event[s->n - 1].agency != s->event[0].agency;
        count_end(y, s, resolved_at, t);
}

static void open_tally(struct tally *t)
{
        *t = (struct tally){0};
        t->by_procedure = need_alloc((size_t)profile.procedures * sizeof(int64_t));
        t->online_by_procedure = need_alloc((size_t)profile.procedures * sizeof(int64_t));
}

static void close_tally(struct tally *t)
{
        free(t->by_procedure);
        free(t->online_by_procedure);
}

/* As many procedures are used as can be, and all of those online as long as the level has as many. */
static void check_procedures(const struct province *v, const struct tally *t)
{
        for (int i = 0; i < v->groups; i++) {
                const struct group *g = &v->group[i];
                int64_t used = 0, used_online = 0;
                for (int k = g->procedure; k < g->procedure + g->procedures; k++) {
                        used += t->by_procedure[k] > 0;
                        used_online += t->online_by_procedure[k] > 0;
                }
                assert_int_equal(used, g->dossiers < g->used ? g->dossiers : g->used);
                if (profile.level[g->level].online >= profile.level[g->level].procedures_used)
                        assert_int_equal(used_online, used);
        }
}

static void tally_year(uint64_t seed, struct tally *t)
{
        struct year y;
        struct story s;
        open_year(&y, seed);
        open_tally(t);
        for (int64_t i = 0; i < profile.received; i++) {
                story_draw(&y.stage, i, share_of(&y, i), &s);
                check_times(&y, &s);
                count(&y, &s, t);
        }
        check_procedures(&y.province, t);
        close_year(&y);
}

/* The totals that the profile promises, whatever the size. */
static void assert_promises(const struct tally *t)
{
        assert_int_equal(t->received, profile.received);
        assert_int_equal(t->early, profile.resolved_early);
        assert_int_equal(t->on_time, profile.resolved_on_time);
        assert_int_equal(t->late, profile.resolved_late);
        assert_int_equal(t->late_by_instant, profile.resolved_late + profile.resolved_after_hour);
        assert_int_equal(t->open, profile.open_in_time + profile.open_paused + profile.open_overdue);
        assert_int_equal(t->open_paused, profile.open_paused);
        assert_int_equal(t->open_overdue, profile.open_overdue);
        assert_int_equal(t->open_overdue_by_instant, profile.open_overdue);
        assert_int_equal(t->online, profile.online);
        for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                assert_int_equal(t->received_by_level[l], profile.level[l].received);
                assert_int_equal(t->online_by_level[l], profile.level[l].online);
        }
}

static void test_year_of_any_seed(void **state)
{
        (void)state;
        static const uint64_t seeds[] = {1, 2022, 0xfedcba9876543210ULL};
        read_profile(tien_giang, 0);
        for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
                struct tally t;
                int64_t used = 0, used_online = 0;
                tally_year(seeds[i], &t);
                assert_promises(&t);
                assert_int_equal(t.received, 838838);
                assert_int_equal(t.early + t.on_time, 824750);
                assert_int_equal(t.late, 2693);
                assert_int_equal(t.open, 11395);
                assert_int_equal(t.online, 277176);
                for (int64_t k = 0; k < profile.procedures; k++) {
                        used += t.by_procedure[k] > 0;
                        used_online += t.online_by_procedure[k] > 0;
                }
                assert_int_equal(used, 883);
                assert_int_equal(used_online, 883);
                assert_in_range(t.events, 3550000, 3700000);
                assert_in_range(t.transferred, 2000, 5000);
                assert_in_range(t.supplemented, 20000, 30000);
                assert_in_range(t.paid, 40000, 60000);
                assert_in_range(t.returned, 780000, 815000);
                assert_in_range(t.due_moved, 20000, t.supplemented);
                close_tally(&t);
        }
}

/* Ten months whose levels sum to another online total than the printed one; a district without communes. */
static void test_ten_months_by_level(void **state)
{
        (void)state;
        static const uint64_t seeds[] = {1, 0xfedcba9876543210ULL};
        static const int64_t received[] = {0, 47566, 236389, 362307}, online[] = {0, 2591, 47318, 109347};
        read_profile(ba_ria_vung_tau, 0);
        for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
                struct tally t;
                tally_year(seeds[i], &t);
                assert_promises(&t);
                assert_int_equal(t.received, 646262);
                assert_int_equal(t.online, 159256);
                for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                        assert_int_equal(t.received_by_level[l], received[l]);
                        assert_int_equal(t.online_by_level[l], online[l]);
                }
                close_tally(&t);
        }
}

static void any_size(const char *name)
{
        for (int64_t n = 1; n < 40000; n = n * 2 + 1) {
                struct tally t;
                read_profile(name, n);
                tally_year((uint64_t)n, &t);
                assert_promises(&t);
                close_tally(&t);
        }
}

static void test_any_size(void **state)
{
        (void)state;
        any_size(tien_giang);
        any_size(ba_ria_vung_tau);
}

static void every_month(const char *name, int months)
{
        for (int month = 1; month <= months; month++) {
                struct tally t;
                struct err e;
                read_profile(name, 0);
                assert_int_equal(profile_month(&profile, 2022, month, &e), OK);
                tally_year(3, &t);
                assert_promises(&t);
                close_tally(&t);
        }
}

static void test_every_month(void **state)
{
        (void)state;
        every_month(tien_giang, 12);
        every_month(ba_ria_vung_tau, 10);
}

static void test_dossiers_in_any_order(void **state)
{
        (void)state;
        struct year y;
        struct story forward[500], s;
        read_profile(tien_giang, 500);
        open_year(&y, 9);
        for (int i = 0; i < 500; i++) {
                memset(&forward[i], 0, sizeof(s));
                story_draw(&y.stage, i, share_of(&y, i), &forward[i]);
        }
        for (int i = 499; i >= 0; i--) {
                memset(&s, 0, sizeof(s));
                story_draw(&y.stage, i, share_of(&y, i), &s);
                assert_int_equal(s.n, forward[i].n);
                assert_int_equal(s.submitted_at, forward[i].submitted_at);
                for (int k = 0; k < s.n; k++)
                        assert_int_equal(s.event[k].observed_at, forward[i].event[k].observed_at);
        }
        close_year(&y);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_year_of_any_seed),
                cmocka_unit_test(test_ten_months_by_level),
                cmocka_unit_test(test_any_size),
                cmocka_unit_test(test_every_month),
                cmocka_unit_test(test_dossiers_in_any_order),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
