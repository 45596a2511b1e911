/* SPDX-License-Identifier: Apache-2.0
 *
 * test_revision.c - the documents of one dossier after the other: each kind takes something back, and the
 * document that stands at the end says the story.
 *
 * Standing is found here by what the documents say alone; the marks of a revision are looked at only for
 * whether it is a retraction, and whose it is.
 */
#include "tests/support/unit.h"

#include "producers/simulate/profile_text.h"
#include "producers/simulate/revision.h"
#include <string.h>

static struct profile profile;

static struct year {
        struct zone *zone;
        struct worktime time;
        struct province province;
        struct stage stage;
} year;

static void open_year(const char *name, int64_t dossiers, uint64_t seed)
{
        struct err e = {0};
        if (profile_read(&profile, name, &e) != OK)
                fail_msg("%s", e.text);
        if (dossiers)
                profile_scale(&profile, dossiers);
        assert_int_equal(zone_open(&year.zone, profile.zone, &e), OK);
        assert_int_equal(worktime_open(&year.time, &profile, year.zone, &e), OK);
        province_open(&year.province, &profile);
        year.stage = (struct stage){&year.province, &year.time, seed};
}

static void close_year(void)
{
        province_close(&year.province);
        worktime_close(&year.time);
        zone_close(year.zone);
}

/* ---- what was said ---- */

struct said {
        int n;
        struct happening happening[OCCURRENCES_MOST];
        micros due_at;
        enum channel channel;
        int procedure;
};

struct told {
        struct story story;
        struct revisions all;
        struct said said[REVISIONS_MOST];
};

static bool same(const struct said *a, const struct said *b)
{
        bool equal = a->n == b->n && (a->n == 0 || (a->due_at == b->due_at && a->channel == b->channel &&
                                                    a->procedure == b->procedure));
        for (int i = 0; equal && i < a->n; i++) {
                const struct happening *x = &a->happening[i], *y = &b->happening[i];
                equal = x->status == y->status && x->agency == y->agency &&
                        x->occurred_at == y->occurred_at && x->occurred_day == y->occurred_day &&
                        x->reopens == y->reopens;
        }
        return equal;
}

static bool tell(int64_t number, int64_t chosen, struct told *t)
{
        story_draw(&year.stage, number, province_share(&year.province, year.stage.seed, number), &t->story);
        if (!revisions_draw(&year.stage, number, chosen, &t->story, &t->all))
                return false;
        for (int i = 0; i < t->all.n; i++) {
                const struct revision *r = &t->all.revision[i];
                struct said *s = &t->said[i];
                s->n = revision_happenings(&year.stage, &t->story, &t->all, r, s->happening);
                s->due_at = revision_due(&year.stage, &t->story, &t->all, r);
                s->channel = r->wrong ? t->all.channel : t->story.channel;
                s->procedure = r->wrong ? t->all.procedure : t->story.share.procedure;
        }
        return true;
}

static bool is_retracted(const struct told *t, int at)
{
        micros said = NO_TIME, retracted = NO_TIME;
        for (int i = 0; i < t->all.n; i++) {
                const struct revision *r = &t->all.revision[i];
                if (r->archive || !same(&t->said[i], &t->said[at]))
                        continue;
                micros *last = r->retracts ? &retracted : &said;
                *last = r->stated_at > *last ? r->stated_at : *last;
        }
        return retracted != NO_TIME && retracted >= said;
}

/* The document of the first source that stands when all was heard. */
static int standing(const struct told *t)
{
        int found = -1;
        for (int i = 0; i < t->all.n; i++) {
                const struct revision *r = &t->all.revision[i];
                if (!r->archive && !r->retracts && !is_retracted(t, i) &&
                    (found < 0 || r->stated_at > t->all.revision[found].stated_at))
                        found = i;
        }
        assert_true(found >= 0);
        return found;
}

/* The time at which a document counts as said: when its source changed to it, or else when it was first
 * heard. */
static micros said_at(const struct told *t, int at)
{
        micros since = NO_TIME, first = END_OF_TIME;
        for (int i = 0; i < t->all.n; i++) {
                const struct revision *r = &t->all.revision[i];
                if (r->archive != t->all.revision[at].archive || r->retracts ||
                    !same(&t->said[i], &t->said[at]))
                        continue;
                since = r->since > since ? r->since : since;
                first = r->stated_at < first ? r->stated_at : first;
        }
        return since != NO_TIME ? since : first;
}

/* ---- the last word ---- */

static void check_happening(const struct happening *h, const struct story_event *v, bool day_end)
{
        assert_int_equal(h->status, v->status);
        assert_int_equal(h->agency, v->agency);
        assert_false(h->reopens);
        if (h->occurred_day) {
                const int32_t day = zone_day(year.zone, v->occurred_at);
                assert_true(day_end && (v->status == RESOLVED || v->status == RETURNED));
                assert_int_equal(h->occurred_at, zone_day_start(year.zone, day + 1) - 1);
        } else {
                assert_int_equal(h->occurred_at, v->occurred_at);
                assert_true(!day_end || v->status != RESOLVED);
        }
}

static void check_last_word(const struct told *t)
{
        const struct story *story = &t->story;
        const struct said *s = &t->said[standing(t)];
        int told = 0;
        for (int i = 0; i < s->n; i++) {
                if (i + 1 < s->n && s->happening[i + 1].reopens) { /* an end, and back */
                        assert_int_equal(t->all.kind, BACK_REOPENED);
                        assert_int_equal(s->happening[i].status, RESOLVED);
                        assert_int_equal(s->happening[++i].status, PROCESSING);
                        assert_true(s->happening[i - 1].occurred_at < s->happening[i].occurred_at);
                        continue;
                }
                assert_true(told < story->n);
                check_happening(&s->happening[i], &story->event[told++], t->all.kind == BACK_DAY_END);
        }
        assert_int_equal(told, story->n);
        assert_int_equal(s->due_at, story->event[story->n - 1].due_at);
        assert_int_equal(s->channel, story->channel);
        assert_int_equal(s->procedure, story->share.procedure);
}

static void check_times(const struct told *t)
{
        int known = -1;
        for (int i = 0; i < t->all.n; i++) {
                const struct revision *r = &t->all.revision[i];
                assert_true(r->observed_at > r->stated_at);
                assert_true(i == 0 || r->observed_at > r[-1].observed_at);
                assert_true(i == 0 || r->stated_at > r[-1].stated_at ||
                            (r->stated_at == r[-1].stated_at && r->archive && !r[-1].archive));
                for (int k = 0; k < t->said[i].n; k++) {
                        const struct happening *h = &t->said[i].happening[k];
                        if (h->occurred_at >= r->stated_at + (h->occurred_day ? MICROS_PER_DAY : 0))
                                fail_msg("said before it happened");
                        if (k > 0 && h->occurred_at <= h[-1].occurred_at && !h->occurred_day)
                                fail_msg("occurrences out of order");
                }
                if (r->archive || r->retracts) {
                        assert_true(r->since == NO_TIME);
                        continue;
                }
                const bool changed = known >= 0 && !same(&t->said[known], &t->said[i]);
                assert_true(r->since == (changed ? r->stated_at : NO_TIME));
                known = i;
        }
}

/* ---- what was taken back ---- */

static int retraction_of(const struct told *t)
{
        int found = -1;
        for (int i = 0; i < t->all.n; i++)
                if (t->all.revision[i].retracts) {
                        assert_int_equal(found, -1);
                        found = i;
                }
        return found;
}

/* Documents with an end that the story does not have. */
static int false_ends(const struct told *t)
{
        int n = 0;
        for (int i = 0; i < t->all.n; i++)
                for (int k = 0; k < t->said[i].n; k++) {
                        const struct happening *h = &t->said[i].happening[k];
                        bool in_story = h->status != RESOLVED || h->occurred_day;
                        for (int m = 0; m < t->story.n; m++)
                                in_story |= t->story.event[m].occurred_at == h->occurred_at;
                        n += !in_story;
                }
        return n;
}

static int empty_ones(const struct told *t)
{
        int n = 0;
        for (int i = 0; i < t->all.n; i++)
                n += t->said[i].n == 0;
        return n;
}

static bool is_right(const struct told *t, int at)
{
        const struct said *s = &t->said[at];
        const struct story *story = &t->story;
        micros due = NO_TIME;
        for (int i = 0; i < story->n; i++)
                for (int k = 0; k < s->n; k++)
                        if (story->event[i].occurred_at == s->happening[k].occurred_at)
                                due = story->event[i].due_at;
        return s->channel == story->channel && s->procedure == story->share.procedure && s->due_at == due;
}

/* A document of the first source between two equal ones. */
static int returns(const struct told *t)
{
        for (int i = 1; i + 1 < t->all.n; i++)
                if (same(&t->said[i - 1], &t->said[i + 1]) && !same(&t->said[i - 1], &t->said[i]))
                        return i;
        return -1;
}

static void check_nights(const struct told *t)
{
        const struct revision *r = t->all.revision;
        int archive = -1, nights = 0;
        for (int i = 0; i < t->all.n; i++) {
                if (!r[i].archive)
                        continue;
                assert_true(!is_right(t, i));
                if (archive < 0) {
                        archive = i;
                        continue;
                }
                assert_true(same(&t->said[archive], &t->said[i]));
                assert_int_equal(r[i].stated_at, r[i - 1].stated_at);
                assert_true(said_at(t, archive) < said_at(t, i - 1)); /* the first source stands */
                nights++;
        }
        assert_true(archive >= 0);
        assert_in_range(nights, 0, REVISION_NIGHTS_MOST);
        assert_int_equal(t->all.n, t->story.n + 1 + 2 * nights);
}

static void check_kind(const struct told *t)
{
        const int retraction = retraction_of(t), between = returns(t);
        assert_int_equal(retraction >= 0, t->all.kind == BACK_RETRACTED);
        assert_int_equal(empty_ones(t), t->all.kind == BACK_WITHDRAWN);
        switch (t->all.kind) {
        case BACK_END_SET_BACK:
                assert_int_equal(false_ends(t), 1);
                assert_true(between >= 0);
                break;
        case BACK_REOPENED:
                assert_true(false_ends(t) >= 2);
                break;
        case BACK_CORRECTED:
        case BACK_RETRACTED:
                assert_int_equal(t->all.n, t->story.n + (t->all.kind == BACK_CORRECTED ? 1 : 2));
                if (retraction >= 0) {
                        assert_true(same(&t->said[retraction], &t->said[retraction - 1]));
                        assert_true(is_retracted(t, retraction) && !is_right(t, retraction));
                        assert_int_equal(t->all.revision[retraction + 1].stated_at,
                                         t->all.revision[retraction].stated_at + 1);
                }
                break;
        case BACK_SAID_AGAIN:
                assert_true(between >= 0 && !is_right(t, between));
                break;
        case BACK_WITHDRAWN:
                assert_true(between >= 0 && t->said[between].n == 0);
                break;
        case BACK_DAY_END:
                assert_int_equal(t->all.n, t->story.n);
                break;
        default:
                check_nights(t);
        }
}

/* ---- the years ---- */

static void check_all(const char *name, int64_t dossiers, uint64_t seed)
{
        struct told t;
        int64_t of[BACK_COUNT] = {0};
        open_year(name, dossiers, seed);
        for (int64_t i = 0; i < profile.received; i++) {
                assert_true(tell(i, profile.received, &t));
                of[t.all.kind]++;
                check_times(&t);
                check_last_word(&t);
                check_kind(&t);
        }
        for (int k = 0; k < BACK_COUNT && dossiers > 1000; k++)
                assert_in_range(of[k], profile.received / BACK_COUNT * 9 / 10,
                                profile.received / BACK_COUNT * 11 / 10);
        close_year();
}

static void test_last_word_is_the_story(void **state)
{
        (void)state;
        check_all("tien-giang-2022", 30000, 1);
        check_all("ba-ria-vung-tau-2022", 30000, 77);
        for (int64_t n = 1; n < 1000; n = n * 2 + 1)
                check_all("tien-giang-2022", n, (uint64_t)n);
}

static void test_nights_are_many(void **state)
{
        (void)state;
        struct told t;
        int contradicted = 0, revisions = 0, wrong_due = 0;
        open_year("tien-giang-2022", 4000, 3);
        for (int64_t i = 0; i < profile.received; i++) {
                assert_true(tell(i, profile.received, &t));
                if (t.all.kind != BACK_CONTRADICTED)
                        continue;
                contradicted++;
                revisions += t.all.n - t.story.n;
                wrong_due += t.all.wrong_due;
                if (t.all.wrong_due)
                        assert_true(t.all.due_moved > 0);
        }
        assert_true(revisions > contradicted * 6);
        assert_in_range(wrong_due, contradicted / 3, contradicted - contradicted / 3);
        close_year();
}

/* Exactly as many as chosen; more of them are those and others. */
static void test_chosen_ones(void **state)
{
        (void)state;
        struct told t, more;
        int64_t few = 0, many = 0;
        open_year("tien-giang-2022", 5000, 9);
        for (int64_t i = 0; i < profile.received; i++) {
                const bool told = tell(i, 777, &t), told_too = tell(i, 1554, &more);
                assert_false(tell(i, 0, &t));
                few += told;
                many += told_too;
                assert_true(!told || told_too);
                if (told) {
                        assert_true(tell(i, 777, &t));
                        assert_int_equal(t.all.n, more.all.n);
                        for (int k = 0; k < t.all.n; k++) {
                                assert_true(same(&t.said[k], &more.said[k]));
                                assert_int_equal(t.all.revision[k].observed_at,
                                                 more.all.revision[k].observed_at);
                        }
                }
        }
        assert_int_equal(few, 777);
        assert_int_equal(many, 1554);
        close_year();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_last_word_is_the_story),
                cmocka_unit_test(test_nights_are_many),
                cmocka_unit_test(test_chosen_ones),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
