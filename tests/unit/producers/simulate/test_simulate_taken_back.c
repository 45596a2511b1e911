/* SPDX-License-Identifier: Apache-2.0
 *
 * test_simulate_taken_back.c - the events of a year that takes back: the profile's totals, counted from the
 * documents that stand, whatever the order in which they are read.
 */
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "producers/simulate/profile_text.h"
#include "producers/simulate/simulator.h"
#include <stdlib.h>
#include <string.h>

static struct profile profile;
static struct zone *zone;

static void read_profile(int64_t dossiers)
{
        struct err e = {0};
        if (profile_read(&profile, "tien-giang-2022", &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(profile_month(&profile, 2022, 3, &e), OK);
        profile_scale(&profile, dossiers);
}

/* ---- the events ---- */

struct heard {
        uint64_t dossier, name; /* hashes */
        struct event event;
};

struct heard_all {
        struct simulator *simulator;
        struct heard *heard;
        uint64_t n, whole; /* whole: a hash of everything, in order of leaving */
};

static void hear(struct heard_all *a, uint64_t seed, uint32_t taken_back, bool untidy)
{
        struct simulator_options options = {.seed = seed,
                                            .taken_back = taken_back,
                                            .disorder = untidy ? 100000 : 0,
                                            .duplicates = untidy ? 100000 : 0};
        uint8_t name[EVENT_NAME_MOST];
        struct err e = {0};
        assert_int_equal(simulator_open(&a->simulator, &profile, &options, &e), OK);
        a->n = a->whole = 0;
        a->heard = need_alloc(simulator_events(a->simulator) * sizeof(*a->heard));
        for (struct event v; simulator_source.next(a->simulator, &v, &e) == SOURCE_EVENT;) {
                struct heard *h = &a->heard[a->n++];
                if (event_check(&v, &e) != OK)
                        fail_msg("an event that may not enter the stream: %s", e.text);
                *h = (struct heard){hash_bytes(v.dossier_id.at, v.dossier_id.len),
                                    hash_bytes(name, event_name(&v, name)), v};
                const uint64_t said[] = {a->whole,
                                         h->name,
                                         (uint64_t)v.stated_at,
                                         (uint64_t)v.observed_at,
                                         (uint64_t)v.since,
                                         v.retracts,
                                         (uint64_t)v.occurred_at,
                                         v.status,
                                         hash_bytes(v.agency.at, v.agency.len)};
                a->whole = hash_bytes((const uint8_t *)said, sizeof(said));
        }
        assert_int_equal(a->n, simulator_events(a->simulator));
}

static void forget(struct heard_all *a)
{
        free(a->heard);
        simulator_close(a->simulator);
}

static int by_dossier(const void *left, const void *right)
{
        const struct heard *a = left, *b = right;
        return a->dossier < b->dossier ? -1 : a->dossier > b->dossier;
}

/* ---- one dossier ---- */

static bool is_archive(const struct event *v)
{
        return v->source.len != strlen(profile.source);
}

static bool is_retracted(const struct heard *h, int n, uint64_t name)
{
        micros said = NO_TIME, retracted = NO_TIME;
        for (int i = 0; i < n; i++) {
                micros *last = h[i].event.retracts ? &retracted : &said;
                if (h[i].name == name && h[i].event.stated_at > *last)
                        *last = h[i].event.stated_at;
        }
        return retracted != NO_TIME && retracted >= said;
}

static const struct heard *standing(const struct heard *h, int n, bool archive)
{
        const struct heard *found = NULL;
        for (int i = 0; i < n; i++)
                if (h[i].event.kind == KIND_DOCUMENT && !h[i].event.retracts &&
                    is_archive(&h[i].event) == archive && !is_retracted(h, n, h[i].name) &&
                    (!found || h[i].event.stated_at > found->event.stated_at))
                        found = &h[i];
        return found;
}

static micros said_at(const struct heard *h, int n, const struct heard *document)
{
        micros since = NO_TIME, first = END_OF_TIME;
        for (int i = 0; i < n; i++)
                if (h[i].name == document->name && !h[i].event.retracts) {
                        since = h[i].event.since > since ? h[i].event.since : since;
                        first = h[i].event.stated_at < first ? h[i].event.stated_at : first;
                }
        return since != NO_TIME ? since : first;
}

struct life {
        enum status status;
        micros ended_at, due_at;
        bool ended_day;
        int receptions, ends;
        const struct event *last;
};

static void live(struct life *l, enum status status, micros at, bool day, bool reopens)
{
        l->status = status;
        l->receptions += status == RECEIVED;
        if (reopens) {
                l->ended_at = NO_TIME;
                l->ends--;
        } else if (status == RESOLVED) {
                l->ended_at = at;
                l->ended_day = day;
                l->ends++;
        }
}

static int by_sequence(const void *left, const void *right)
{
        const struct heard *a = left, *b = right;
        return (int)(a->event.sequence - b->event.sequence);
}

/* The document that stands, with the attributes that were said last; else the statements, each once. */
static struct life life_of(struct heard *h, int n)
{
        struct life l = {.ended_at = NO_TIME};
        const struct heard *main = standing(h, n, false), *archive = standing(h, n, true);
        if (main) {
                const struct heard *last =
                        archive && said_at(h, n, archive) > said_at(h, n, main) ? archive : main;
                for (uint32_t i = 0; i < main->event.occurrence_n; i++) {
                        const struct event_occurrence *o = &main->event.occurrence[i];
                        live(&l, o->status, o->occurred_at, o->occurred_day, o->reopens);
                }
                assert_int_equal(l.status, main->event.status);
                l.last = &last->event;
        } else {
                qsort(h, (size_t)n, sizeof(*h), by_sequence);
                for (int i = 0; i < n; i++)
                        if (i == 0 || h[i].event.sequence != h[i - 1].event.sequence)
                                live(&l, h[i].event.status, h[i].event.occurred_at, false, false);
                l.last = &h[n - 1].event;
        }
        l.due_at = l.last->due_at;
        return l;
}

/* ---- the totals ---- */

struct totals {
        int64_t received, online, early, on_time, late, late_by_instant, open, open_paused, open_overdue;
        int64_t *by_procedure;
};

static void count(struct totals *t, const struct life *l, const struct province *v)
{
        const int32_t due = zone_day(zone, l->due_at);
        t->received += l->receptions > 0;
        t->online += l->last->channel == ONLINE;
        for (int i = 0; i < v->procedures; i++)
                t->by_procedure[i] += text_equal(l->last->procedure, text_of(v->procedure[i].code));
        assert_in_range(l->ends, 0, 1);
        if (l->ended_at != NO_TIME) {
                const int32_t day = zone_day(zone, l->ended_at);
                t->early += day < due;
                t->on_time += day == due;
                t->late += day > due;
                t->late_by_instant += l->ended_day ? day > due : l->ended_at > l->due_at;
                return;
        }
        const bool paused = l->status == SUPPLEMENT_REQUESTED || l->status == PAYMENT_REQUESTED;
        t->open++;
        t->open_paused += paused;
        t->open_overdue += !paused && due < profile.to - 1;
}

static void check_totals(struct heard_all *a)
{
        const struct province *v = simulator_province(a->simulator);
        struct totals t = {.by_procedure = need_alloc((size_t)v->procedures * sizeof(int64_t))};
        qsort(a->heard, a->n, sizeof(*a->heard), by_dossier);
        for (uint64_t from = 0, to; from < a->n; from = to) {
                for (to = from; to < a->n && a->heard[to].dossier == a->heard[from].dossier;)
                        to++;
                const struct life l = life_of(a->heard + from, (int)(to - from));
                count(&t, &l, v);
        }
        assert_int_equal(t.received, profile.received);
        assert_int_equal(t.online, profile.online);
        assert_int_equal(t.early, profile.resolved_early);
        assert_int_equal(t.on_time, profile.resolved_on_time);
        assert_int_equal(t.late, profile.resolved_late);
        assert_int_equal(t.late_by_instant, profile.resolved_late + profile.resolved_after_hour);
        assert_int_equal(t.open, profile.open_in_time + profile.open_paused + profile.open_overdue);
        assert_int_equal(t.open_paused, profile.open_paused);
        assert_int_equal(t.open_overdue, profile.open_overdue);
        for (int i = 0; i < v->procedures; i++)
                assert_int_equal(t.by_procedure[i], v->procedure[i].dossiers);
        free(t.by_procedure);
}

static void test_totals_whatever_is_taken_back(void **state)
{
        (void)state;
        static const uint32_t shares[] = {0, 200000, 1000000};
        for (size_t i = 0; i < 2 * sizeof(shares) / sizeof(shares[0]); i++) {
                struct heard_all a;
                read_profile(3000);
                hear(&a, 11 + i, shares[i / 2], i % 2);
                check_totals(&a);
                forget(&a);
        }
}

static void test_forecast_is_what_comes(void **state)
{
        (void)state;
        struct heard_all a;
        uint64_t archive = 0, documents = 0, retractions = 0;
        int64_t chosen = 0;
        read_profile(3000);
        hear(&a, 5, 200000, false);
        for (int k = 0; k < BACK_COUNT; k++)
                chosen += simulator_taken_back(a.simulator)[k];
        for (uint64_t i = 0; i < a.n; i++) {
                const struct event *v = &a.heard[i].event;
                if (i > 0 && v->observed_at < a.heard[i - 1].event.observed_at)
                        fail_msg("an event left before an earlier one");
                archive += is_archive(v);
                documents += v->kind == KIND_DOCUMENT;
                retractions += v->retracts;
        }
        assert_int_equal(chosen, 600);
        assert_int_equal(retractions, simulator_taken_back(a.simulator)[BACK_RETRACTED]);
        assert_true(archive > (uint64_t)simulator_taken_back(a.simulator)[BACK_CONTRADICTED]);
        assert_true(documents > 600 * 4);
        forget(&a);
}

/* The number is what the first build of this stream gave. */
static void test_same_seed_same_bytes(void **state)
{
        (void)state;
        struct heard_all a, b, other;
        read_profile(1000);
        hear(&a, 1, 200000, true);
        hear(&b, 1, 200000, true);
        hear(&other, 2, 200000, true);
        assert_true(a.whole == b.whole);
        assert_true(a.whole != other.whole);
        if (a.whole != 0xd1474e45e444daafULL)
                fail_msg("the hash is now 0x%llxULL", (unsigned long long)a.whole);
        forget(&a);
        forget(&b);
        forget(&other);
}

static void test_source_leaves_room(void **state)
{
        (void)state;
        struct simulator_options options = {.seed = 1, .taken_back = 1000000};
        struct simulator *s;
        struct err e = {0};
        read_profile(10);
        memset(profile.source, 's', 56);
        profile.source[56] = 0;
        assert_int_equal(simulator_open(&s, &profile, &options, &e), OK);
        simulator_close(s);
        memset(profile.source, 's', 57);
        profile.source[57] = 0;
        assert_int_equal(simulator_open(&s, &profile, &options, &e), USAGE);
        assert_non_null(strstr(e.text, "at most 56"));
        options.taken_back = 0;
        assert_int_equal(simulator_open(&s, &profile, &options, &e), OK);
        simulator_close(s);
}

static int open_zone(void **state)
{
        struct err e;
        (void)state;
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e);
}

static int close_zone(void **state)
{
        (void)state;
        zone_close(zone);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_totals_whatever_is_taken_back),
                cmocka_unit_test(test_forecast_is_what_comes),
                cmocka_unit_test(test_same_seed_same_bytes),
                cmocka_unit_test(test_source_leaves_room),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
