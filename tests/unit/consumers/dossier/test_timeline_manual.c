/* SPDX-License-Identifier: Apache-2.0
 *
 * test_timeline_manual.c - docs/rules.md is read, its examples are fed to the rules, and each outcome that it
 * promises is compared. Every rule there (a heading "### …") has a source and an example.
 */
#include "tests/support/dossier_lines.h"

#define MANUAL  SOURCE_DIR "/docs/rules.md"
#define PROMISE "→ "

enum { AGENCIES = 26 };

static const char *const mark_names[] = {"RECEPTION_INFERRED",
                                         "RESOLUTION_INFERRED",
                                         "END_BEFORE_RECEPTION",
                                         "DUE_BEFORE_RECEPTION",
                                         "DUE_REWRITTEN",
                                         "BACKDATED",
                                         "STATUS_AFTER_END",
                                         "RETURNED_BEFORE_END",
                                         "RECEPTION_REWRITTEN",
                                         "END_REWRITTEN",
                                         "OCCURRED_IN_FUTURE",
                                         "ONLINE_INFORMATION",
                                         "HISTORY_TRUNCATED",
                                         "STATUS_WAS_UNKNOWN",
                                         "IMPLAUSIBLE_STEP",
                                         "CONTRADICTED",
                                         "ORDER_UNKNOWN",
                                         "STATED_IN_FUTURE",
                                         "ERASED",
                                         "TIES",
                                         "REOPENED"};

/* ---- a line of an example: a promise ---- */

/* Local time without its seconds, where they are zero. */
static const char *time_text(micros at, const char *absent)
{
        static char text[32];

        if (at == NO_TIME || at == END_OF_TIME)
                return absent;
        zone_format(zone, at, text);
        if (strcmp(text + 16, ":00") == 0)
                text[16] = '\0';
        return text;
}

static void add_text(char *out, size_t size, const char *separator, const char *text)
{
        const size_t len = strlen(out);

        snprintf(out + len, size - len, "%s%s", len > 0 ? separator : "", text);
}

static void put_state(micros at, char *out, size_t size)
{
        const struct state s = cut(at);
        char agency[] = "at ?";

        if (!s.received || s.ended) {
                snprintf(out, size, "%s", s.received ? "ended" : "not received");
                return;
        }
        snprintf(out, size, "in process");
        if (s.paused)
                add_text(out, size, ", ", "paused");
        if (s.stopped)
                add_text(out, size, ", ", "stopped");
        if (s.overdue_instant)
                add_text(out, size, ", ", s.overdue_day ? "overdue" : "overdue by instant");
        if (s.no_due)
                add_text(out, size, ", ", "no return date");
        agency[3] = (char)('A' + s.agency - 1);
        add_text(out, size, ", ", agency);
}

struct counts {
        int32_t day;
        int64_t amount[MEASURE_COUNT][AGENCIES + 1];
};

static void add_flow(void *context, const struct flow *flow)
{
        struct counts *k = context;

        if (flow->day == k->day && flow->measure != M_elapsed_seconds)
                k->amount[flow->measure][flow->agency] += flow->amount;
}

static void put_counts(micros at, char *out, size_t size)
{
        struct counts k = {.day = zone_day(zone, at)};

        contribution_flows(&t, zone, add_flow, &k);
        for (int measure = 0; measure < MEASURE_COUNT; measure++)
                for (int agency = 1; agency <= AGENCIES; agency++) {
                        char text[80];

                        const char *sign = k.amount[measure][agency] < 0 ? ": -1" : "";

                        snprintf(text, sizeof(text), "%s at %c%s", measure_names[measure], 'A' + agency - 1,
                                 sign);
                        if (k.amount[measure][agency] != 0)
                                add_text(out, size, ", ", text);
                }
        if (out[0] == '\0')
                snprintf(out, size, "nothing");
}

static void put_marks(char *out, size_t size)
{
        for (size_t i = 0; i < sizeof(mark_names) / sizeof(mark_names[0]); i++)
                if (t.marks & (1u << i))
                        add_text(out, size, ", ", mark_names[i]);
        if (out[0] == '\0')
                snprintf(out, size, "none");
}

static void put_end(micros at, enum status by, char *out, size_t size)
{
        if (by == STATUS_UNKNOWN)
                snprintf(out, size, "no");
        else
                snprintf(out, size, "%s by %s", time_text(at, "?"), status_names[by]);
}

static void put_outcome(const char *key, char *out, size_t size)
{
        static const char *const by_day[] = {"not judged", "early", "on time", "late", "no return date"};
        static const char *const by_instant[] = {"not judged", "in time", "late", "no return date"};
        const char *value;

        out[0] = '\0';
        if (strcmp(key, "received") == 0)
                snprintf(out, size, "%s", time_text(t.received_at, "never"));
        else if (strcmp(key, "submitted") == 0)
                snprintf(out, size, "%s", time_text(t.submitted_at, "unknown"));
        else if (strcmp(key, "ended") == 0)
                put_end(t.ended_at, t.ended_by, out, size);
        else if (strcmp(key, "ended before reception") == 0)
                put_end(t.ended_before_at, t.ended_before, out, size);
        else if (strcmp(key, "handed over") == 0)
                snprintf(out, size, "%s", time_text(t.hand_over_at, "no"));
        else if (strcmp(key, "return date") == 0)
                snprintf(out, size, "%s", time_text(t.due_at, "none"));
        else if (strcmp(key, "first return date") == 0)
                snprintf(out, size, "%s", time_text(t.first_due_at, "none"));
        else if (strcmp(key, "by day") == 0)
                snprintf(out, size, "%s", by_day[class_by_day(&t, zone)]);
        else if (strcmp(key, "by instant") == 0)
                snprintf(out, size, "%s", by_instant[class_by_instant(&t, zone)]);
        else if (strcmp(key, "channel") == 0)
                snprintf(out, size, "%s", channel_names[t.channel]);
        else if (strcmp(key, "marks") == 0)
                put_marks(out, size);
        else if ((value = behind(key, "at ")))
                put_state(time_of(value), out, size);
        else if ((value = behind(key, "counted on ")))
                put_counts(time_of(value), out, size);
        else
                wrong("\"%s\" is nothing that an example may promise", key);
}

/* "received: never", or with "by index 766, " before it. */
static void check_promise(char *promise)
{
        const char *key = behind(promise, "by index 766, ");
        char *value = strstr(promise, ": "), outcome[1024];

        if (!value)
                wrong("a promise is written \"what: value\"");
        *value = '\0';
        life_by(key ? RULE_INDEX766 : RULE_FORM06);
        put_outcome(key ? key : promise, outcome, sizeof(outcome));
        if (strcmp(value + 2, outcome) != 0)
                wrong("%s: promised is \"%s\", the rules give \"%s\"", promise, value + 2, outcome);
}

/* ---- the document ---- */

struct reading {
        char rule[200]; /* the heading of the rule that is read; "": none */
        bool in_example, has_source;
        int examples, promises, rules, promises_before;
};

static void close_rule(struct reading *r)
{
        if (r->rule[0] != '\0' && (!r->has_source || r->examples == 0))
                wrong("\"%s\" has no %s", r->rule, r->has_source ? "example" : "source");
        r->rule[0] = '\0';
        r->examples = 0;
        r->has_source = false;
}

static void read_line(struct reading *r, char *line)
{
        line[strcspn(line, "\n")] = '\0';
        if (r->in_example && strcmp(line, "```") == 0) {
                if (r->promises == r->promises_before)
                        wrong("this example promises nothing");
                r->in_example = false;
        } else if (r->in_example) {
                if (behind(line, PROMISE)) {
                        check_promise(line + strlen(PROMISE));
                        r->promises++;
                } else {
                        read_saying(line);
                }
        } else if (strcmp(line, "```dossier") == 0) {
                r->in_example = true;
                r->examples++;
                r->promises_before = r->promises;
                begin();
        } else if (behind(line, "## ") || behind(line, "### ")) {
                close_rule(r);
                if (behind(line, "### "))
                        snprintf(r->rule, sizeof(r->rule), "%s", line + 4);
                r->rules += r->rule[0] != '\0';
        } else if (behind(line, "**Source:** ")) {
                r->has_source = true;
        }
}

static void each_rule_has_a_source_and_examples_that_hold(void **state)
{
        FILE *f = fopen(MANUAL, "r");
        struct reading r = {0};
        char *line = NULL;
        size_t size = 0;

        (void)state;
        assert_non_null(f);
        for (line_number = 1; getline(&line, &size, f) > 0; line_number++)
                read_line(&r, line);
        close_rule(&r);
        assert_false(r.in_example);
        assert_true(r.rules >= 25);
        assert_true(r.promises >= 2 * r.rules);
        free(line);
        fclose(f);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_rule_has_a_source_and_examples_that_hold),
        };

        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
