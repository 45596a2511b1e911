/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard_counters.c - the counters of the room, one array; and its numbers with a label.
 */
#include "consumers/dashboard/dashboard_counters.h"

#include "core/program/metrics.h"

enum { LOGINS, LOGINS_FAILED, SLOW, REFUSED, LIVE_PAGES, SESSIONS, WAITING, COUNTERS };
static struct counter counters[COUNTERS] = {
        [LOGINS] = {.name = "hentra_dashboard_logins_total", .help = "Logins that were right."},
        [LOGINS_FAILED] = {.name = "hentra_dashboard_logins_failed_total",
                           .help = "Logins that were wrong, or came too often."},
        [SLOW] = {.name = "hentra_dashboard_slow_pages_total",
                  .help = "Live pages that were cut off, since they did not take what was sent."},
        [REFUSED] = {.name = "hentra_dashboard_questions_refused_total",
                     .help = "Questions for which the queue had no room, or that of their role."},
        [LIVE_PAGES] = {.name = "hentra_dashboard_live_pages",
                        .help = "Pages that listen for alerts.",
                        .kind = GAUGE},
        [SESSIONS] = {.name = "hentra_dashboard_sessions",
                      .help = "Sessions of people who are logged in.",
                      .kind = GAUGE},
        [WAITING] = {.name = "hentra_dashboard_questions_waiting",
                     .help = "Questions that are being answered, or wait for a process that asks.",
                     .kind = GAUGE},
};
static struct metric_family answers = {.name = "hentra_dashboard_answers_total",
                                       .help = "Answers of the interface, by the class of their status.",
                                       .kind = COUNTER,
                                       .label = "status"};

struct need dashboard_needs[DASHBOARD_NEEDS] = {{.name = "warehouse", .waits_for = "the first connections"}};

/* ---- times ---- */

enum kind { SESSION, REPORT, DOWNLOAD, TODAY, ALERTS, DOSSIER, SERIES, LIST, AUDIT, CHANGE, KINDS };
static const char *const kind_names[KINDS] = {"session", "report", "download", "today", "alerts",
                                              "dossier", "series", "list",     "audit", "change"};

static const double seconds[] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
static const struct metric_histogram one = {.name = "hentra_dashboard_answer_seconds",
                                            .help = "From a question of the interface to its answer, by what "
                                                    "was asked; answers that are given again, too.",
                                            .label = "ask",
                                            .bound = seconds,
                                            .bounds = sizeof(seconds) / sizeof(seconds[0])};
static struct metric_histogram times[KINDS];

static enum kind kind_of(enum ask ask)
{
        static const enum kind kinds[ASKS] = {
                [ASK_SESSION] = SESSION, [ASK_REPORT] = REPORT, [ASK_DOWNLOAD] = DOWNLOAD,
                [ASK_TODAY] = TODAY,     [ASK_ALERTS] = ALERTS, [ASK_DOSSIER] = DOSSIER,
                [ASK_SERIES] = SERIES,   [ASK_AUDIT] = AUDIT,   [ASK_REPORTS] = LIST,
                [ASK_AGENCIES] = LIST,   [ASK_PERIODS] = LIST,  [ASK_SOURCES] = LIST,
                [ASK_PIPELINE] = LIST,   [ASK_RULES] = LIST,    [ASK_RECEIVERS] = LIST,
                [ASK_QUARANTINE] = LIST};
        return ask_changes(ask) || ask_is_errand(ask) ? CHANGE : kinds[ask];
}

void dashboard_count_time(enum ask ask, micros took)
{
        metric_observe(&times[kind_of(ask)], (double)took / MICROS_PER_SECOND, 1);
}

/* ---- the rest ---- */

void dashboard_counters_register(void)
{
        counters_register(counters, COUNTERS);
        metrics_register_family(&answers);
        for (int i = 0; i < KINDS; i++) {
                if (!times[i].name)
                        times[i] = one;
                times[i].text = kind_names[i];
                metrics_register_histogram(&times[i]);
        }
}

void dashboard_count_answer(int status)
{
        char label[] = "0xx";
        label[0] = (char)('0' + status / 100 % 10);
        metric_add(&answers, label, 1);
}

void dashboard_count_login(bool failed)
{
        counters[failed ? LOGINS_FAILED : LOGINS].value++;
}

void dashboard_count_slow(void)
{
        counters[SLOW].value++;
}

void dashboard_count_refused(void)
{
        counters[REFUSED].value++;
}

void dashboard_counters_set(const struct dashboard_gauges *now)
{
        counters[LIVE_PAGES].value = now->live_pages;
        counters[SESSIONS].value = now->sessions;
        counters[WAITING].value = now->waiting;
}
