/* SPDX-License-Identifier: Apache-2.0
 *
 * test_check_properties.c - reports that are made consistent stay silent; with one figure changed they do not.
 *
 * The report is made here from random counts, by rules of its own: it does not know those of the audit.
 */
#include "tests/support/audited.h"
#include <inttypes.h>

static uint64_t state_of_random = 20231231;
static uint64_t draw(uint64_t below)
{
        state_of_random = state_of_random * 6364136223846793005ULL + 1442695040888963407ULL;
        return (state_of_random >> 33) % below;
}

enum { ROWS_MOST = 64 };
struct row {
        char name[64], level[16], unit[16];
        int64_t value;
        int64_t other,
                other_766; /* of a rate that may be of another base or count, too: what it is then; else -1 */
        int digits;
};
struct report {
        struct row row[ROWS_MOST];
        int n;
};

static void put(struct report *r, const char *level, const char *name, const char *unit, int64_t value,
                int digits)
{
        struct row *row = &r->row[r->n++];
        assert_true(r->n <= ROWS_MOST);
        snprintf(row->name, sizeof(row->name), "%s", name);
        snprintf(row->level, sizeof(row->level), "%s", level);
        snprintf(row->unit, sizeof(row->unit), "%s", unit);
        row->value = value;
        row->other = row->other_766 = -1;
        row->digits = digits;
}

/* A share in units of its last digit, half up, by long division. */
static int64_t share(int64_t n, int64_t d, int digits)
{
        int64_t units = n / d, rest = n % d;
        for (int i = 0; i < digits + 2; i++) {
                units = units * 10 + rest * 10 / d;
                rest = rest * 10 % d;
        }
        return units + (2 * rest >= d);
}

static void put_rate(struct report *r, const char *level, const char *name, int64_t n, int64_t d, int digits)
{
        put(r, level, name, "percent", share(n, d, digits), digits);
}

struct counts {
        int64_t on_time, late, in_time, overdue, online;
};

static int64_t received(const struct counts *c)
{
        return c->on_time + c->late + c->in_time + c->overdue;
}

static void put_counts(struct report *r, const char *level, const struct counts *c, bool with_rates)
{
        const int digits = (int)draw(3);
        put(r, level, "dossiers_received", "dossier", received(c), 0);
        put(r, level, "resolved", "dossier", c->on_time + c->late, 0);
        put(r, level, "resolved_on_time", "dossier", c->on_time, 0);
        put(r, level, "resolved_late", "dossier", c->late, 0);
        put(r, level, "in_process", "dossier", c->in_time + c->overdue, 0);
        put(r, level, "in_process_in_time", "dossier", c->in_time, 0);
        put(r, level, "in_process_overdue", "dossier", c->overdue, 0);
        put(r, level, "received_online", "dossier", c->online, 0);
        if (!with_rates)
                return;
        const bool of_received = draw(2);
        const int64_t resolved = c->on_time + c->late;
        put_rate(r, level, "on_time_rate", c->on_time, of_received ? received(c) : resolved, digits);
        r->row[r->n - 1].other = share(c->on_time, of_received ? resolved : received(c), digits);
        r->row[r->n - 1].other_766 = share(c->on_time + c->in_time, received(c), digits);
        put_rate(r, level, "online_rate", c->online, received(c), digits);
        put_rate(r, level, "in_process_rate", c->in_time + c->overdue, received(c), digits);
}

static void make(struct report *r)
{
        static const char *const levels[] = {"PROVINCE", "DISTRICT", "COMMUNE"};
        struct counts all = {0};
        const int64_t size = 50 + (int64_t)draw(draw(2) ? 100 : 1000000);
        *r = (struct report){0};
        for (int l = 0; l < 3; l++) {
                struct counts c = {1 + (int64_t)draw((uint64_t)size), (int64_t)draw((uint64_t)size),
                                   (int64_t)draw((uint64_t)size), (int64_t)draw((uint64_t)size), 0};
                c.online = (int64_t)draw((uint64_t)received(&c) + 1);
                put_counts(r, levels[l], &c, draw(2));
                all.on_time += c.on_time;
                all.late += c.late;
                all.in_time += c.in_time;
                all.overdue += c.overdue;
                all.online += c.online;
        }
        put_counts(r, "ALL", &all, true);
        const int64_t done = (int64_t)draw(500), doing = 1 + (int64_t)draw(50);
        put(r, "ALL", "tasks_assigned", "task", done + doing, 0);
        put(r, "ALL", "tasks_done", "task", done, 0);
        put(r, "ALL", "tasks_in_process", "task", doing, 0);
        put_rate(r, "ALL", "tasks_done_rate", done, done + doing, 1);
}

static void audit_report(struct audited *t, const struct report *r)
{
        static char csv[AUDITED_MOST];
        size_t len = (size_t)snprintf(csv, sizeof(csv),
                                      "place,level,period_from,period_to,indicator,value,unit\n");
        for (int i = 0; i < r->n; i++) {
                const struct row *row = &r->row[i];
                const int64_t scale = row->digits == 0 ? 1 : row->digits == 1 ? 10 : 100;
                len += (size_t)snprintf(csv + len, sizeof(csv) - len,
                                        "Xy,%s,2023-01-01,2023-12-31,%s,%" PRId64, row->level, row->name,
                                        row->value / scale);
                if (row->digits > 0)
                        len += (size_t)snprintf(csv + len, sizeof(csv) - len, ".%0*" PRId64, row->digits,
                                                row->value % scale);
                len += (size_t)snprintf(csv + len, sizeof(csv) - len, ",%s\n", row->unit);
                assert_true(len < sizeof(csv));
        }
        audited_text(t, csv, ENGLISH);
}

static void print_report(const struct report *r)
{
        for (int i = 0; i < r->n; i++)
                print_message("%s %s %" PRId64 " (%d)\n", r->row[i].level, r->row[i].name, r->row[i].value,
                              r->row[i].digits);
}

static void consistent_reports_are_silent(void **state)
{
        (void)state;
        for (int i = 0; i < CASES(2000); i++) {
                struct report r;
                struct audited t;
                char found[8192];
                make(&r);
                audit_report(&t, &r);
                if (t.audit.n > 0) {
                        print_report(&r);
                        fail_msg("%s", audited_found(&t, found, sizeof(found)));
                }
                assert_true(t.audit.held >= 20);
                audited_close(&t);
        }
}

/* A rate is changed by more than a way of rounding would, and not to what another base makes of it. */
static void change(struct report *r, int i)
{
        struct row *row = &r->row[i];
        const bool rate = !strcmp(row->unit, "percent");
        const int64_t before = row->value;
        do {
                const int64_t by = (rate ? 3 : 1) + (int64_t)draw(20);
                row->value = before >= by && draw(2) ? before - by : before + by;
        } while (row->other >= 0 &&
                 (llabs(row->value - row->other) <= 1 || llabs(row->value - row->other_766) <= 1));
}

static void one_changed_figure_is_found(void **state)
{
        (void)state;
        for (int i = 0; i < CASES(200); i++) {
                struct report r, changed;
                make(&r);
                for (int at = 0; at < r.n; at++) {
                        struct audited t;
                        changed = r;
                        change(&changed, at);
                        audit_report(&t, &changed);
                        bool named = false;
                        for (size_t f = 0; f < t.audit.n; f++) {
                                for (size_t l = 0; l < t.audit.finding[f].lines; l++)
                                        named |= t.audit.finding[f].line[l] == (uint64_t)at + 2;
                        }
                        if (!named) {
                                print_report(&r);
                                fail_msg("nothing names row %d, changed to %" PRId64, at,
                                         changed.row[at].value);
                        }
                        audited_close(&t);
                }
        }
}

/* With printed shares of two digits the finding says what the figure was before. */
static void the_right_figure_is_told(void **state)
{
        int told = 0;
        (void)state;
        for (int i = 0; i < CASES(500); i++) {
                const int64_t on_time = 100000 + (int64_t)draw(900000), late = 1000 + (int64_t)draw(9000),
                              open = 1000 + (int64_t)draw(9000), sum = on_time + late + open;
                const int64_t wrong = open + 1000 + (int64_t)draw(5000);
                struct report r = {0};
                struct audited t;
                put(&r, "ALL", "dossiers_received", "dossier", sum, 0);
                put(&r, "ALL", "resolved_on_time", "dossier", on_time, 0);
                put(&r, "ALL", "resolved_late", "dossier", late, 0);
                put(&r, "ALL", "in_process", "dossier", wrong, 0);
                put_rate(&r, "ALL", "on_time_rate", on_time, sum, 2);
                put_rate(&r, "ALL", "late_rate", late, sum, 2);
                put_rate(&r, "ALL", "in_process_rate", open, sum, 2);
                audit_report(&t, &r);
                if (t.audit.n != 1) {
                        char found[512];
                        print_report(&r);
                        fail_msg("%s", audited_found(&t, found, sizeof(found)));
                }
                const struct finding *f = &t.audit.finding[0];
                assert_string_equal(f->figure->name, "in_process");
                assert_true(f->has_right);
                assert_int_equal(f->right.units, open);
                told++;
                audited_close(&t);
        }
        assert_int_equal(told, CASES(500));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(consistent_reports_are_silent),
                cmocka_unit_test(one_changed_figure_is_found),
                cmocka_unit_test(the_right_figure_is_told),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
