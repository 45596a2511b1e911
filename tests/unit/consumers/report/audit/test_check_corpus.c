/* SPDX-License-Identifier: Apache-2.0
 *
 * test_check_corpus.c - 10,000 consistent reports in every way of counting and printing that reports are seen in:
 * none is contradicted; and with one figure changed nothing is called right that is not.
 *
 * A report is made here from whole numbers, by definitions of its own; it does not know the rules of the audit.
 */
#include "tests/support/audited.h"
#include <inttypes.h>

static uint64_t state_of_random;
static int64_t draw(int64_t below)
{
        state_of_random = state_of_random * 6364136223846793005ULL + 1442695040888963407ULL;
        return (int64_t)((state_of_random >> 33) % (uint64_t)below);
}
static bool coin(void)
{
        return draw(2);
}

/* Dossiers of one level, each in one class. */
struct facts {
        int64_t early, on_day, late, no_due, withdrawn, refused, in_time, overdue, paused, carried;
        int64_t online, tasks_done, tasks_doing, tasks_overdue, tasks_carried, petitions_done, petitions_open,
                petitions_overdue, petitions_carried;
};

/* Meanings of the words of a report; the same at all its levels. */
struct way {
        bool total;                                                /* received holds those carried over */
        bool early_apart;                                          /* on time is on the day alone */
        bool no_due_resolved, withdrawn_on_time, refused_resolved; /* among the resolved */
        bool paused_in_process;
        bool has[3]; /* no due date, withdrawn, refused */
        int base;    /* of rates: resolved, on time + late, received in the period, total, index 766 */
        bool cut;
        bool petitions_part; /* overdue is a part of those open */
        bool carried;        /* tasks and petitions of before are not among the received */
        int style;           /* of numbers */
        int share;           /* behind the count, as a rate, or both */
        int print;           /* of ten figures, so many are printed */
};
enum { BASE_RESOLVED, BASE_JUDGED, BASE_RECEIVED, BASE_TOTAL, BASE_766, BASES };

enum { ROWS_MOST = 128 };
struct row {
        char name[40], level[10], unit[10];
        int64_t value, share; /* share: behind the count; -1: none */
        int digits, share_digits;
        int64_t n, d; /* of a rate */
};
struct report {
        struct row row[ROWS_MOST];
        int n, style;
        bool levels;
};

static struct row *put(struct report *r, const char *level, const char *name, const char *unit, int64_t value)
{
        struct row *row = &r->row[r->n++];
        assert_true(r->n <= ROWS_MOST);
        *row = (struct row){.value = value, .share = -1, .n = -1, .d = 1};
        snprintf(row->name, sizeof(row->name), "%s", name);
        snprintf(row->level, sizeof(row->level), "%s", level);
        snprintf(row->unit, sizeof(row->unit), "%s", unit);
        return row;
}

/* A share in units of its last digit, by long division. */
static int64_t share_of(int64_t n, int64_t d, int digits, bool cut)
{
        int64_t units = n / d, rest = n % d;
        for (int i = 0; i < digits + 2; i++) {
                units = units * 10 + rest * 10 / d;
                rest = rest * 10 % d;
        }
        return units + (!cut && 2 * rest >= d);
}

static bool printed(const struct way *w)
{
        return draw(10) < w->print;
}

/* A count and the share that is printed of it, behind it or as a rate of its own. */
static void put_shared(struct report *r, const struct way *w, const char *level, const char *name,
                       const char *rate, const char *unit, int64_t value, int64_t n, int64_t d, bool behind)
{
        const int digits = (int)draw(3);
        struct row *count = printed(w) ? put(r, level, name, unit, value) : NULL;
        if (d <= 0 || n < 0 || n > d)
                return;
        if (count && behind && w->share != 1) {
                count->share = share_of(n, d, digits, w->cut);
                count->share_digits = digits;
        }
        if (w->share > 0 || !behind) {
                struct row *row = put(r, level, rate, "percent", share_of(n, d, digits, w->cut));
                row->digits = digits;
                row->n = n;
                row->d = d;
        }
}

static void put_if(struct report *r, const struct way *w, const char *level, const char *name,
                   const char *unit, int64_t value)
{
        if (printed(w))
                put(r, level, name, unit, value);
}

static void put_dossiers(struct report *r, const struct way *w, const char *level, const struct facts *f)
{
        const int64_t ended = f->early + f->on_day + f->late + f->no_due + f->withdrawn + f->refused;
        const int64_t open = f->in_time + f->overdue + f->paused, all = ended + open, new = all - f->carried;
        const int64_t in_time = f->early + f->on_day;
        const int64_t on_time =
                (w->early_apart ? f->on_day : in_time) + (w->withdrawn_on_time ? f->withdrawn : 0);
        const int64_t resolved = in_time + f->late + (w->withdrawn_on_time ? f->withdrawn : 0) +
                                 (w->no_due_resolved ? f->no_due : 0) +
                                 (w->refused_resolved ? f->refused : 0);
        const int64_t received = w->total ? all : new,
                      process = open - (w->paused_in_process ? 0 : f->paused);
        const int64_t good = on_time + (w->early_apart ? f->early : 0);
        const int64_t bases[BASES] = {resolved, good + f->late, new, all, all};
        const bool is_766 = w->base == BASE_766;
        const int64_t base = bases[w->base];
        put_if(r, w, level, "dossiers_received", "dossier", received);
        put_if(r, w, level, "dossiers_to_resolve", "dossier", all);
        put_if(r, w, level, "carried_over", "dossier", f->carried);
        put_if(r, w, level, "resolved", "dossier", resolved);
        /* On time is on the day alone only where those early stand beside it. */
        if (w->early_apart)
                put(r, level, "resolved_early", "dossier", f->early);
        else
                put_if(r, w, level, "resolved_early", "dossier", f->early);
        /* Early apart: the rate is of both, so it stands by itself. */
        put_shared(r, w, level, "resolved_on_time", "on_time_rate", "dossier", on_time,
                   good + (is_766 ? f->in_time : 0), base, !is_766 && !w->early_apart);
        put_shared(r, w, level, "resolved_late", "late_rate", "dossier", f->late,
                   f->late + (is_766 ? f->overdue : 0), base, !is_766);
        put_shared(r, w, level, "in_process", "in_process_rate", "dossier", process, process,
                   w->base == BASE_RECEIVED ? new : all, true);
        put_if(r, w, level, "in_process_in_time", "dossier", f->in_time);
        put_if(r, w, level, "in_process_overdue", "dossier", f->overdue);
        if (f->paused)
                put_if(r, w, level, "paused", "dossier", f->paused);
        if (f->no_due)
                put_if(r, w, level, "resolved_no_due", "dossier", f->no_due);
        if (f->withdrawn)
                put_if(r, w, level, "withdrawn", "dossier", f->withdrawn);
        if (f->refused)
                put_if(r, w, level, "refused", "dossier", f->refused);
        put_shared(r, w, level, "received_online", "online_rate", "dossier", f->online, f->online,
                   w->base == BASE_TOTAL ? all : new, true);
}

static void put_others(struct report *r, const struct way *w, const char *level, const struct facts *f)
{
        const int64_t assigned = f->tasks_done + f->tasks_doing + f->tasks_overdue -
                                 (w->carried ? f->tasks_carried : 0),
                      petitions = f->petitions_done + f->petitions_open + f->petitions_overdue;
        put_if(r, w, level, "tasks_assigned", "task", assigned);
        put_shared(r, w, level, "tasks_done", "tasks_done_rate", "task", f->tasks_done, f->tasks_done,
                   assigned, true);
        put_if(r, w, level, "tasks_in_process", "task",
               f->tasks_doing + (w->petitions_part ? f->tasks_overdue : 0));
        put_if(r, w, level, "tasks_overdue", "task", f->tasks_overdue);
        if (w->carried && w->print > 5)
                put(r, level, "tasks_carried_over", "task", f->tasks_carried);
        put_if(r, w, level, "petitions_received", "petition",
               petitions - (w->carried ? f->petitions_carried : 0));
        if (w->carried && w->print > 6)
                put(r, level, "petitions_carried_over", "petition", f->petitions_carried);
        put_if(r, w, level, "petitions_resolved", "petition", f->petitions_done);
        if (w->petitions_part)
                put_if(r, w, level, "petitions_open", "petition", f->petitions_open + f->petitions_overdue);
        else
                put_if(r, w, level, "petitions_open_in_time", "petition", f->petitions_open);
        put_if(r, w, level, "petitions_open_overdue", "petition", f->petitions_overdue);
}

static struct way some_way(void)
{
        struct way w = {.total = coin(),
                        .early_apart = draw(3) == 0,
                        .no_due_resolved = coin(),
                        .withdrawn_on_time = coin(),
                        .refused_resolved = coin(),
                        .paused_in_process = coin(),
                        .base = (int)draw(BASES),
                        .cut = draw(4) == 0,
                        .petitions_part = coin(),
                        .carried = draw(3) == 0,
                        .style = (int)draw(5),
                        .share = (int)draw(3),
                        .print = 3 + (int)draw(8)};
        for (int i = 0; i < 3; i++)
                w.has[i] = draw(3) == 0;
        return w;
}

static struct facts some_facts(const struct way *w)
{
        const int64_t size = 200 + draw(coin() ? 300 : 300000);
        struct facts f = {0};
        int64_t *const all[] = {&f.early,          &f.on_day,           &f.late,
                                &f.in_time,        &f.overdue,          &f.tasks_done,
                                &f.tasks_doing,    &f.tasks_overdue,    &f.petitions_done,
                                &f.petitions_open, &f.petitions_overdue};
        for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
                *all[i] = 1 + draw(size);
        f.early += size;
        f.no_due = w->has[0] ? 1 + draw(size / 20) : 0;
        f.withdrawn = w->has[1] ? 1 + draw(size / 20) : 0;
        f.refused = w->has[2] ? 1 + draw(size / 20) : 0;
        f.paused = coin() ? 1 + draw(size / 10) : 0;
        f.carried = coin() ? 1 + draw(size / 2) : 0;
        f.petitions_carried = draw(f.petitions_done + f.petitions_open + f.petitions_overdue + 1);
        f.tasks_carried =
                (f.petitions_carried + f.tasks_done) % (f.tasks_done + f.tasks_doing + f.tasks_overdue + 1);
        f.online = draw(f.early + f.on_day + f.late + f.in_time + f.overdue - f.carried + 1);
        return f;
}

static void add(struct facts *sum, const struct facts *f)
{
        int64_t *to = (int64_t *)sum;
        const int64_t *from = (const int64_t *)f;
        for (size_t i = 0; i < sizeof(*f) / sizeof(int64_t); i++)
                to[i] += from[i];
}

static void make(struct report *r)
{
        static const char *const levels[] = {"PROVINCE", "DISTRICT", "COMMUNE"};
        const struct way w = some_way();
        struct facts all = {0};
        *r = (struct report){.style = w.style, .levels = coin()};
        for (int l = 0; l < (r->levels ? 3 : 1); l++) {
                const struct facts f = some_facts(&w);
                add(&all, &f);
                if (!r->levels)
                        break;
                put_dossiers(r, &w, levels[l], &f);
                put_others(r, &w, levels[l], &f);
        }
        put_dossiers(r, &w, "ALL", &all);
        put_others(r, &w, "ALL", &all);
}

/* 1234567 and 97.50 in one of five styles: plain; 1.234.567 and 97,50 %; 1,234,567; 1 234 567; with zeros. */
static void number(char out[static 48], int64_t value, int digits, bool percent, int style)
{
        static const char *const groups[] = {"", ".", ",", " ", ""};
        char plain[24];
        int64_t scale = 1;
        size_t len = 0;
        for (int i = 0; i < digits; i++)
                scale *= 10;
        /* 12.000 may be twelve or twelve thousand. */
        if (value % 1000 == 0 && !percent && (style == 1 || style == 2))
                style = 0;
        const int n = snprintf(plain, sizeof(plain), "%" PRId64, value / scale);
        for (int i = 0; i < n; i++)
                len += (size_t)snprintf(out + len, 48 - len, "%s%c",
                                        i && (n - i) % 3 == 0 ? groups[style] : "", plain[i]);
        if (digits > 0)
                len += (size_t)snprintf(out + len, 48 - len, "%c%0*" PRId64, style == 1 ? ',' : '.', digits,
                                        value % scale);
        else if (style == 4 && !percent)
                len += (size_t)snprintf(out + len, 48 - len, ".00");
        if (style == 1 && percent)
                snprintf(out + len, 48 - len, " %%");
}

static void audit_report(struct audited *t, const struct report *r)
{
        static char csv[AUDITED_MOST];
        char value[48], share[48];
        size_t len = (size_t)snprintf(
                csv, sizeof(csv), "place,level,period_from,period_to,indicator,value,unit,printed_share\n");
        for (int i = 0; i < r->n; i++) {
                const struct row *row = &r->row[i];
                const bool percent = !strcmp(row->unit, "percent");
                number(value, row->value, row->digits, percent, r->style);
                *share = 0;
                if (row->share >= 0)
                        number(share, row->share, row->share_digits, true, r->style);
                len += (size_t)snprintf(csv + len, sizeof(csv) - len,
                                        "Xy,%s,2023-01-01,2023-12-31,%s,\"%s\",%s,\"%s\"\n", row->level,
                                        row->name, value, row->unit, share);
                assert_true(len < sizeof(csv));
        }
        audited_text(t, csv, ENGLISH);
}

static void fail_with(const struct report *r, const struct finding *f, const char *why)
{
        for (int i = 0; i < r->n; i++) {
                if (!strcmp(r->row[i].level, f->figure->level))
                        print_message("%d %s %s %" PRId64 " (%d) %" PRId64 " (%d)\n", i + 2, r->row[i].level,
                                      r->row[i].name, r->row[i].value, r->row[i].digits, r->row[i].share,
                                      r->row[i].share_digits);
        }
        fail_msg("%s: [%s] %.*s", why, f->rule->code, (int)f->sentence.len, (const char *)f->sentence.at);
}

/* Nothing is wrong, so nothing has a right figure, but for a share that was cut. */
static void no_consistent_report_is_contradicted(void **state)
{
        int64_t held = 0;
        (void)state;
        state_of_random = 766;
        for (int i = 0; i < CASES(10000); i++) {
                struct report r;
                struct audited t;
                make(&r);
                if (r.n == 0)
                        continue;
                audit_report(&t, &r);
                for (size_t f = 0; f < t.audit.n; f++) {
                        const struct finding *one = &t.audit.finding[f];
                        if (one->severity == CONTRADICTION)
                                fail_with(&r, one, "a false alarm");
                        if (one->has_right && (one->severity != ROUNDING || !one->in_percent))
                                fail_with(&r, one, "a right figure where none is wrong");
                }
                held += t.audit.held;
                audited_close(&t);
        }
        assert_true(held > CASES(100000));
}

/* A class of a few dossiers that is not printed shows in no share: so much the right figure may be off.
 * True of a finding that names another figure than the changed one, or a wrong value, as right. */
static bool misleads(const struct finding *f, const struct report *before, int at)
{
        const struct row *row = &before->row[at];
        if (!f->has_right || (f->severity == ROUNDING && f->in_percent))
                return false;
        if (f->figure->line != (uint64_t)at + 2)
                return true;
        if (!f->in_percent)
                return f->right.units != row->value &&
                       (f->denominator.units <= 0 ||
                        share_of(f->right.units, f->denominator.units, 2, false) !=
                                share_of(row->value, f->denominator.units, 2, false));
        return row->n < 0 || f->right.units != share_of(row->n, row->d, 2, false);
}

static void one_changed_figure_is_found_or_not_explained_wrongly(void **state)
{
        int changes = 0, found = 0, told = 0;
        (void)state;
        state_of_random = 2026;
        for (int i = 0; i < CASES(10000); i++) {
                struct report r, changed;
                struct audited t;
                bool named = false;
                make(&r);
                if (r.n == 0)
                        continue;
                const int at = (int)draw(r.n);
                changed = r;
                struct row *row = &changed.row[at];
                const int64_t by = 1 + draw(row->value / 5 + 20);
                row->value += row->value > by && coin() ? -by : by;
                audit_report(&t, &changed);
                for (size_t f = 0; f < t.audit.n; f++) {
                        const struct finding *one = &t.audit.finding[f];
                        for (size_t l = 0; l < one->lines; l++)
                                named |= one->line[l] == (uint64_t)at + 2;
                        if (misleads(one, &r, at))
                                fail_with(&changed, one, "a wrong figure is called right");
                        told += one->has_right && one->severity != ROUNDING;
                }
                changes++;
                found += named;
                audited_close(&t);
        }
        print_message("%d changed figures: %d found, of %d the right one is told\n", changes, found, told);
        assert_true(found > changes / 2 && told > changes / 50);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(no_consistent_report_is_contradicted),
                cmocka_unit_test(one_changed_figure_is_found_or_not_explained_wrongly),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
