/* SPDX-License-Identifier: Apache-2.0
 *
 * test_rule_fingerprint.c - the rules of a version never change: what they make of a fixed corpus is a number in rule.c.
 *
 * Where this fails, timeline_derive() or contribution_flows() gives other facts than before for the same number of rules. Warehouses hold facts of
 * the old ones: give the new reading a number of its own (rule.h), with the fingerprint that is printed here. The corpus below
 * is part of the number, so nothing in this file changes, and it shares nothing with other tests.
 */
#include "consumers/dossier/timeline.h"
#include "tests/support/unit.h"
#include <string.h>

enum { DOSSIERS = 20000, SAID_MOST = 9 };

static uint64_t seed;

static uint64_t mix(uint64_t x)
{
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
}

static uint32_t pick(uint32_t n)
{
        return (uint32_t)(mix(seed += 0x9e3779b97f4a7c15) % n);
}

/* Six-hour steps of the first weeks of 2022; one in ten a microsecond off. */
static micros instant(uint32_t steps)
{
        const micros step = 1640970000000000 + pick(steps) * 21600000000LL;
        return pick(10) ? step : step + (micros)pick(3) - 1;
}

static uint8_t status(void)
{
        static const uint8_t statuses[] = {1, 2, 2, 2, 4, 4, 5, 5, 6, 8, 8, 9, 9, 9, 10, 10, 7, 3, 0};
        return statuses[pick(sizeof(statuses))];
}

static struct said_occurrence occurrence(void)
{
        struct said_occurrence o = {.occurred_at = pick(8) ? instant(60) : NO_TIME, .status = status()};
        o.agency = pick(4);
        o.reopens = (o.status == RECEIVED || o.status == PROCESSING) && pick(3) == 0;
        o.occurred_day = o.occurred_at != NO_TIME && pick(4) == 0;
        return o;
}

/* Makes it something that takes back, or may be taken back: a document, a step, a retraction. */
static void take_back(struct statement *s, struct said_occurrence occurrences[static OCCURRENCES_MOST])
{
        s->kind = (uint8_t)pick(KIND_COUNT);
        s->stated_first = s->kind == KIND_DOCUMENT ? s->stated_at - pick(3) * 43200000000LL : s->stated_at;
        s->since = s->kind == KIND_DOCUMENT && pick(3) == 0 ? s->stated_at : NO_TIME;
        s->retracted_at = pick(8) ? NO_TIME : s->stated_at + (micros)pick(2) - 1;
        if (s->kind != KIND_DOCUMENT)
                return;
        s->occurred_at = s->sequence = s->agency = s->status = 0;
        s->occurrence_n = (uint8_t)pick(6);
        s->occurrence = occurrences;
        for (int i = 0; i < s->occurrence_n; i++)
                occurrences[i] = occurrence();
}

static struct statement statement(uint64_t content)
{
        struct statement s = {.content = (uint32_t)mix(content + 1)};
        s.status = status();
        s.occurred_at = instant(60);
        s.sequence = pick(3) ? 0 : pick(4);
        s.stated_at = s.occurred_at + pick(4) * 43200000000LL;
        s.observed_at = s.stated_at + pick(3) * 86400000000LL;
        s.submitted_at = pick(4) ? NO_TIME : instant(20);
        s.due_at = pick(3) ? instant(80) : NO_TIME;
        s.agency = pick(4);
        s.received_by = pick(3);
        s.procedure = pick(3);
        s.field = (uint16_t)pick(3);
        s.source = (uint16_t)(1 + pick(2));
        s.case_kind = (uint8_t)pick(3);
        s.level = (uint8_t)pick(4);
        s.channel = (uint8_t)pick(4);
        s.return_channel = (uint8_t)pick(3);
        s.service = (uint8_t)pick(4);
        s.payment = (uint8_t)pick(4);
        s.digitised = (uint8_t)pick(3);
        s.stated_ahead = pick(20) == 0;
        s.stated_first = s.stated_at;
        s.retracted_at = s.since = NO_TIME;
        return s;
}

static uint64_t hash(const int64_t *words, size_t n)
{
        uint64_t h = 0;
        for (size_t i = 0; i < n; i++)
                h = mix(h + (uint64_t)words[i] + 0x9e3779b97f4a7c15);
        return h;
}

static uint64_t hash_name(const char *name)
{
        uint64_t h = 0;
        for (; *name; name++)
                h = mix(h * 31 + (uint8_t)*name);
        return h;
}

/* In whatever order they come. */
static void add_flow(void *sum, const struct flow *f)
{
        const int64_t words[] = {f->at, f->day, f->agency, (int64_t)hash_name(measure_names[f->measure]),
                                 f->amount};
        *(uint64_t *)sum += hash(words, 5);
}

static uint64_t hash_facts(const struct timeline *t, const struct zone *zone)
{
        uint64_t flows = 0;
        contribution_flows(t, zone, add_flow, &flows);
        const int64_t words[] = {(int64_t)flows,
                                 t->marks,
                                 t->case_kind,
                                 t->status,
                                 t->last_at,
                                 t->first_agency,
                                 t->procedure,
                                 t->received_by,
                                 t->field,
                                 t->channel,
                                 t->service,
                                 t->payment,
                                 t->digitised,
                                 t->return_channel,
                                 t->first_observed_at,
                                 t->submitted_at,
                                 t->received_at,
                                 t->due_at,
                                 t->first_due_at,
                                 t->ended_at,
                                 t->ended_by,
                                 t->returned_at,
                                 t->ended_before,
                                 t->ended_before_at,
                                 t->supplemented_at,
                                 t->agency,
                                 class_by_day(t, zone),
                                 class_by_instant(t, zone),
                                 t->hand_over_at,
                                 t->paused_since,
                                 t->last_seen_open,
                                 t->end_first_seen};
        return hash(words, sizeof(words) / sizeof(words[0]));
}

static int64_t fingerprint(const struct rule *rule, const struct zone *zone)
{
        static struct said_occurrence occurrences[SAID_MOST + 1][OCCURRENCES_MOST];
        static struct history h;
        static struct timeline t;
        uint64_t all = 0;
        seed = 12; /* the same corpus for every version */
        for (uint64_t i = 0; i < DOSSIERS; i++) {
                h = (struct history){0};
                for (uint32_t n = 1 + pick(SAID_MOST); n > 0; n--) {
                        struct statement s = statement(i * 16 + n);
                        if (i % 2)
                                take_back(&s, occurrences[n]);
                        history_add(&h, &s);
                }
                timeline_derive(&h, rule, zone, &t);
                all = mix(all + hash_facts(&t, zone));
        }
        return (int64_t)all;
}

static void rules_are_what_they_were(void **state)
{
        struct zone *zone;
        struct err e;
        (void)state;
        assert_int_equal(zone_open(&zone, "Asia/Ho_Chi_Minh", &e), OK);
        for (int version = 1; version < 100; version++) {
                const struct rule *rule = rule_of(version);
                if (!rule)
                        continue;
                const int64_t now = fingerprint(rule, zone);
                if (now != rule->fingerprint)
                        fail_msg("the rules of version %d give other facts than before: their fingerprint is "
                                 "%lld, not %lld",
                                 version, (long long)now, (long long)rule->fingerprint);
        }
        zone_close(zone);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(rules_are_what_they_were)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
