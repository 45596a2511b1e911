/* SPDX-License-Identifier: Apache-2.0
 *
 * test_contribution_properties.c - for random dossiers, rules and zones: the flows up to any instant sum to
 * the state at it, at every agency; the identities of the reports hold; no number of a code decides anything.
 */
#include "tests/support/dossier_random.h"

enum { ROUNDS = 5000, FLOWS_MOST = 8 * STEPS_MOST, AGENCIES = 4, INSTANTS_MOST = 120, ALL = -1 };

static struct flow flows[FLOWS_MOST];
static int flows_n;
static struct zone *zones[2];
static uint64_t round_seed;

/* Says which dossier it was: set `seed` to it to see that one alone. */
#define HOLDS(condition)                                                                   \
        do {                                                                               \
                if (!(condition))                                                          \
                        fail_msg("%s, for the dossier of seed %#llx, rule %d", #condition, \
                                 (unsigned long long)round_seed, t.rule->version);         \
        } while (0)

static void keep(void *context, const struct flow *flow)
{
        (void)context;
        assert_true(flows_n < FLOWS_MOST);
        flows[flows_n++] = *flow;
}

/* Another dossier's timeline and flows, in memory that holds rubbish. */
static void derive_some(int version)
{
        memset(&t, 0xa5, sizeof(t));
        timeline_derive(&h, rule_of(version), zone, &t);
        flows_n = 0;
        contribution_flows(&t, zone, keep, NULL);
}

static void for_each_dossier(void (*check)(void))
{
        for (int round = 0; round < ROUNDS; round++) {
                round_seed = seed;
                memset(&h, 0xa5, sizeof(h));
                takes_back = round % 2 == 1;
                some_dossier();
                history_of(&h, said, said_n);
                zone = zones[pick(2)];
                for (int version = RULE_FORM06; version <= RULE_INDEX766; version++) {
                        derive_some(version);
                        check();
                }
        }
}

/* The sums of the flows up to an instant. */
static int64_t sums[AGENCIES][MEASURE_COUNT];

static void sum_up_to(micros at)
{
        memset(sums, 0, sizeof(sums));
        for (int i = 0; i < flows_n; i++)
                if (flows[i].at <= at)
                        sums[flows[i].agency][flows[i].measure] += flows[i].amount;
}

static int64_t sum(enum measure measure, int agency)
{
        int64_t total = 0;

        for (int i = 0; i < AGENCIES; i++)
                if (agency == ALL || agency == i)
                        total += sums[i][measure];
        return total;
}

static int64_t stock(enum measure in, enum measure out, int agency)
{
        return sum(in, agency) - sum(out, agency);
}

static int64_t resolved(int agency)
{
        return sum(M_resolved_early, agency) + sum(M_resolved_on_time, agency) +
               sum(M_resolved_late, agency) + sum(M_resolved_no_due, agency);
}

/* Received + moved in - moved out - ended = open: the identity under every report. */
static int64_t open_by_flows(int agency)
{
        int64_t open = sum(M_received, agency) + stock(M_transferred_in, M_transferred_out, agency) -
                       resolved(agency) - sum(M_refused, agency) - sum(M_withdrawn, agency);

        if (t.rule->stopped_is_end)
                open -= stock(M_stopped, M_reopened, agency);
        return open;
}

static void check_instant(micros at)
{
        struct state s = cut(at);
        bool past_due = t.due_at != NO_TIME && at > t.due_at;
        bool past_due_day = t.due_at != NO_TIME && zone_day(zone, at) > zone_day(zone, t.due_at);

        sum_up_to(at);
        HOLDS(s.overdue_instant == (state_runs(&s) && past_due));
        HOLDS(s.overdue_day == (state_runs(&s) && past_due_day));
        HOLDS(s.no_due == (s.received && !s.ended && t.due_at == NO_TIME));
        HOLDS(!(s.paused && s.stopped) &&
              (s.received || (!s.ended && !s.paused && !s.stopped && !s.returned)));
        for (int agency = 0; agency < AGENCIES; agency++) {
                bool here = s.received && s.agency == (uint32_t)agency;

                HOLDS(open_by_flows(agency) == (here && !s.ended));
                HOLDS(stock(M_paused, M_resumed, agency) == (here && s.paused));
                HOLDS(stock(M_stopped, M_reopened, agency) == (here && s.stopped));
                HOLDS(stock(M_no_due_in, M_no_due_out, agency) == (here && s.no_due));
                HOLDS(stock(M_overdue_day_in, M_overdue_day_out, agency) == (here && s.overdue_day));
                HOLDS(stock(M_overdue_instant_in, M_overdue_instant_out, agency) ==
                      (here && s.overdue_instant));
                HOLDS(sum(M_returned, agency) == (here && s.returned));
        }
        HOLDS(sum(M_received, ALL) == s.received);
        HOLDS(resolved(ALL) == (s.ended && (s.ended_by == RESOLVED || s.ended_by == RETURNED)));
        HOLDS(sum(M_refused, ALL) == (s.ended && s.ended_by == REFUSED));
        HOLDS(sum(M_withdrawn, ALL) == (s.ended && s.ended_by == WITHDRAWN));
}

/* Around every instant at which something happens; for long lives around some of them. */
static void check_instants(void)
{
        int every = flows_n / INSTANTS_MOST + 1;

        check_instant(MOMENT_FIRST);
        check_instant(MOMENT_LIMIT);
        for (int i = 0; i < flows_n; i += every)
                for (int off = -1; off <= 1; off++)
                        check_instant(flows[i].at + off);
        for (int i = 0; i < 5; i++)
                check_instant(some_instant(60));
}

static void flows_up_to_any_instant_sum_to_the_state(void **state)
{
        (void)state;
        for_each_dossier(check_instants);
}

/* A step is a change from what was before: replayed with the plainest reading of its name. */
static void check_steps(void)
{
        bool paused = false, stopped = false, ended = false, handed_over = false;
        micros last = NO_TIME;

        HOLDS(t.steps_n <= STEPS_MOST && (t.steps_n > 0) == (t.received_at != NO_TIME));
        for (int i = 0; i < t.steps_n; i++) {
                const struct step *s = &t.steps[i];
                uint32_t before = i > 0 ? s[-1].agency : s->agency;

                HOLDS((s->kind == STEP_RECEIVE) == (i == 0) && s->at >= last);
                HOLDS((s->agency != before) == (s->kind == STEP_TRANSFER));
                HOLDS(s->kind != STEP_PAUSE || (!paused && !stopped));
                HOLDS(s->kind != STEP_STOP || (!paused && !stopped));
                HOLDS(s->kind != STEP_RESUME || paused);
                HOLDS(s->kind != STEP_REOPEN || stopped);
                HOLDS(s->kind != STEP_END || (!paused && !stopped && !ended));
                HOLDS(s->kind != STEP_UNDO_END || ended);
                HOLDS(s->kind != STEP_HAND_OVER || ((ended || stopped) && !handed_over));
                HOLDS(!ended || s->kind == STEP_HAND_OVER || s->kind == STEP_UNDO_END);
                paused = s->kind == STEP_PAUSE || (paused && s->kind != STEP_RESUME);
                stopped = s->kind == STEP_STOP || (stopped && s->kind != STEP_REOPEN);
                ended = s->kind == STEP_END || (ended && s->kind != STEP_UNDO_END);
                handed_over = s->kind == STEP_HAND_OVER ||
                              (handed_over && s->kind != STEP_UNDO_END && s->kind != STEP_REOPEN);
                last = s->at;
        }
}

static void steps_alternate_and_never_go_back(void **state)
{
        (void)state;
        for_each_dossier(check_steps);
}

/* The timeline at infinity is the row's columns. */
static void check_columns(void)
{
        struct state s = cut(MOMENT_LIMIT);
        bool is_resolved = t.ended_by == RESOLVED || t.ended_by == RETURNED;
        static const enum measure of_class[] = {[CLASS_EARLY] = M_resolved_early,
                                                [CLASS_ON_TIME] = M_resolved_on_time,
                                                [CLASS_LATE] = M_resolved_late,
                                                [CLASS_NO_DUE] = M_resolved_no_due};
        enum day_class class = class_by_day(&t, zone);

        sum_up_to(END_OF_TIME);
        HOLDS(s.ended_by == t.ended_by && s.returned == (t.hand_over_at != NO_TIME));
        HOLDS(!s.received || s.agency == t.agency);
        HOLDS((class != CLASS_NONE) == is_resolved);
        HOLDS((class_by_instant(&t, zone) != INSTANT_NONE) == is_resolved);
        HOLDS(class == CLASS_NONE || sum(of_class[class], ALL) == 1);
        HOLDS(sum(M_resolved_late_instant, ALL) == (class_by_instant(&t, zone) == INSTANT_LATE));
        HOLDS(sum(M_submitted, ALL) == (t.submitted_at != NO_TIME));
        HOLDS(sum(M_refused_before, ALL) == (t.ended_before == REFUSED));
        HOLDS(sum(M_withdrawn_before, ALL) == (t.ended_before == WITHDRAWN));
        HOLDS(sum(M_backdated, ALL) == 0);
        HOLDS(sum(M_supplemented, ALL) == (t.supplemented_at != NO_TIME));
        HOLDS(t.ended_by == STATUS_UNKNOWN || t.ended_before == STATUS_UNKNOWN);
        for (int i = 0; i < flows_n; i++) {
                HOLDS(flows[i].day == zone_day(zone, flows[i].at));
                HOLDS(flows[i].amount == 1 || flows[i].measure == M_elapsed_seconds || flows[i].amount == -1);
                HOLDS(flows[i].amount > 0 || (t.marks & REOPENED));
        }
}

static void columns_agree_with_flows(void **state)
{
        (void)state;
        for_each_dossier(check_columns);
}

/* ---- codes ---- */

static struct timeline first;
static struct flow first_flows[FLOWS_MOST];

static bool same_but_agency(const struct flow *a, const struct flow *b)
{
        return a->at == b->at && a->day == b->day && a->measure == b->measure && a->amount == b->amount;
}

/* Another warehouse gave the numbers 1 … in another order; 0 is absent everywhere. */
static uint32_t other_number(uint32_t code)
{
        return code == 0 ? 0 : 1000 - 7 * code;
}

static void renumber(struct statement *s)
{
        s->agency = other_number(s->agency);
        s->received_by = other_number(s->received_by);
        s->procedure = other_number(s->procedure);
        s->field = (uint16_t)other_number(s->field);
        s->source = (uint16_t)other_number(s->source);
}

static void check_codes(void)
{
        static struct history kept;
        int n = flows_n;

        kept = h, first = t;
        memcpy(first_flows, flows, (size_t)n * sizeof(flows[0]));
        h.n = 0;
        for (int i = 0; i < said_n; i++) {
                static struct said_occurrence occurrences[SAID_MOST][OCCURRENCES_MOST];
                struct statement s = said[i];

                for (int k = 0; k < s.occurrence_n; k++) {
                        occurrences[i][k] = s.occurrence[k];
                        occurrences[i][k].agency = other_number(s.occurrence[k].agency);
                }
                s.occurrence = occurrences[i];
                renumber(&s);
                history_add(&h, &s);
        }
        derive_some(first.rule->version);
        HOLDS(flows_n == n);
        for (int i = 0; i < n; i++)
                HOLDS(same_but_agency(&flows[i], &first_flows[i]) &&
                      flows[i].agency == other_number(first_flows[i].agency));
        HOLDS(t.agency == other_number(first.agency) && t.first_agency == other_number(first.first_agency));
        HOLDS(t.procedure == other_number(first.procedure) && t.field == other_number(first.field));
        HOLDS(t.received_by == other_number(first.received_by));
        HOLDS(t.marks == first.marks && t.status == first.status && t.last_at == first.last_at);
        HOLDS(t.channel == first.channel && t.case_kind == first.case_kind && t.due_at == first.due_at);
        h = kept;
}

static void the_numbers_of_codes_decide_nothing(void **state)
{
        (void)state;
        for_each_dossier(check_codes);
}

/* ---- rules ---- */

static void check_rules(void)
{
        int n = flows_n;

        static struct standing standing;
        standing_of(&h, &standing);
        for (int i = 0; i < standing.n; i++)
                if (standing.of[i]->status == STOPPED)
                        return;
        memcpy(first_flows, flows, (size_t)n * sizeof(flows[0]));
        derive_some(t.rule->version == RULE_FORM06 ? RULE_INDEX766 : RULE_FORM06);
        HOLDS(flows_n == n);
        for (int i = 0; i < n; i++)
                HOLDS(same_but_agency(&flows[i], &first_flows[i]) &&
                      flows[i].agency == first_flows[i].agency);
}

static void the_rules_differ_in_stops_only(void **state)
{
        (void)state;
        for_each_dossier(check_rules);
}

static int open_zones(void **state)
{
        struct err e;

        (void)state;
        return zone_open(&zones[0], "Asia/Ho_Chi_Minh", &e) == OK &&
                               zone_open(&zones[1], "Europe/Amsterdam", &e) == OK
                       ? 0
                       : -1;
}

static int close_zones(void **state)
{
        (void)state;
        zone_close(zones[0]);
        zone_close(zones[1]);
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(flows_up_to_any_instant_sum_to_the_state),
                cmocka_unit_test(steps_alternate_and_never_go_back),
                cmocka_unit_test(columns_agree_with_flows),
                cmocka_unit_test(the_numbers_of_codes_decide_nothing),
                cmocka_unit_test(the_rules_differ_in_stops_only),
        };
        return cmocka_run_group_tests(tests, open_zones, close_zones);
}
