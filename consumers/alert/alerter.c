/* SPDX-License-Identifier: Apache-2.0
 *
 * alerter.c - one loop: hear what has changed, look at the deadlines, publish, deliver, and sleep.
 *
 * Rule: the alerter does not poll the warehouse. Deadlines wake it by the clock's timer, changes by
 * notification: loaders tell of dossiers (news.h), triggers of rules, webhooks, calendars, levels.
 * So: what it does is proportional to what changes. Once a minute it makes sure that it heard of everything:
 * it reads rules and calendar, and compares the positions with what loaders have told of (heard.h). Only
 * where that differs, at a start, on a new local day and every ten minutes, in case facts were changed in
 * another way, it goes over all dossiers (sweep.h), a portion at a time, between deadlines.
 */
#include "consumers/alert/alerter.h"

#include "consumers/alert/agenda.h"
#include "consumers/alert/alert_counters.h"
#include "consumers/alert/calendar_watch.h"
#include "consumers/alert/heard.h"
#include "consumers/alert/news.h"
#include "consumers/alert/other_looks.h"
#include "consumers/alert/tell/deliver.h"
#include "consumers/alert/tell/publish.h"
#include "consumers/warehouse/calendars.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/beside.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

enum {
        SAFETY_MS = 60000,
        SWEEP_MS = 600000, /* between sweeps that nothing asks for */
        ASK_MS = 50,
};

/* After a fault of the warehouse: a restart takes a second or two, and deadlines do not wait. */
static const struct retry_policy fault_policy = {.first_ms = 100, .most_ms = 5000};

struct alerter {
        const struct conf *conf;
        struct clock clock;
        struct pg *pg; /* NULL: lost, to be opened again */
        struct warehouse warehouse;
        struct calendar *calendar;
        int32_t calendar_version;
        struct calendar_watch calendar_watch;
        struct alert_rules rules;
        bool reread_calendar, reread_rules; /* they have been changed */
        struct publisher *publisher;
        struct deliverer *deliverer;
        struct agenda agenda;
        struct heard heard;
        struct news news;
        int32_t day;      /* local, of the last regular look; levels of agencies are those of a day */
        micros safety_at; /* steady: the next regular look even if nothing happens */
        micros sure_from; /* steady: beginning of the regular look under way; 0: none is */
        micros publish_at, asked_at; /* steady: when to go on with publishing, and when it was gone on with */
        bool looked;                 /* in this round */
        struct other_looks others;
        int deliver_ms; /* when to go on with delivering */
};

static void drop_warehouse(struct alerter *a)
{
        if (a->publisher)
                publisher_forget(a->publisher);
        if (a->deliverer)
                deliverer_forget(a->deliverer);
        alert_rules_free(&a->rules);
        calendar_close(a->calendar);
        a->calendar = NULL;
        warehouse_close(&a->warehouse);
        pg_close(a->pg);
        a->pg = NULL;
        need_waits(&alert_needs[ALERT_NEEDS_WAREHOUSE], "the connection was lost");
}

static enum fault read_calendar(struct alerter *a, struct err *e)
{
        struct calendar *calendar;
        int32_t version;
        if (calendar_read(&calendar, a->pg, a->warehouse.zone, &version, e) != OK)
                return e->kind;
        calendar_close(a->calendar);
        a->calendar = calendar;
        a->reread_calendar = false;
        if (version != a->calendar_version) {
                log_info("alert.calendar", KI("version", version));
                agenda_change_all(&a->agenda, true);
        }
        a->calendar_version = version;
        return OK;
}

static enum fault read_rules(struct alerter *a, struct err *e)
{
        const size_t before = alert_rules_steps(&a->rules);
        const uint64_t content = a->rules.content;
        if (alert_rules_read(&a->rules, a->pg, clock_now(&a->clock), e) != OK)
                return e->kind;
        a->reread_rules = false;
        if (a->rules.content != content)
                agenda_change_all(&a->agenda, true);
        if (alert_rules_steps(&a->rules) != before)
                log_info("alert.rules", KI("rules", a->rules.n), KI("steps", alert_rules_steps(&a->rules)));
        return OK;
}

static enum fault open_warehouse(struct alerter *a, int wait_s, struct err *e)
{
        a->agenda.look = true;
        agenda_change_all(&a->agenda, true);
        if (warehouse_connect(&a->pg, a->conf, "hentra alert", wait_s, e) == OK &&
            pg_script(a->pg, SQL_alert_session, e) == OK && news_listen(a->pg, e) == OK &&
            warehouse_open(&a->warehouse, a->pg, e) == OK && read_calendar(a, e) == OK &&
            read_rules(a, e) == OK && heard_begin(&a->heard, a->pg, e) == OK) {
                need_is_met(&alert_needs[ALERT_NEEDS_WAREHOUSE]);
                return OK;
        }
        drop_warehouse(a);
        need_waits(&alert_needs[ALERT_NEEDS_WAREHOUSE], e->text);
        return e->kind;
}

/* ---- news ---- */

static void hear_one(struct alerter *a, const struct pg_notification *n)
{
        if (!strcmp(n->channel, "hentra_notice") && news_add(&a->news, n->payload))
                return;
        if (!strcmp(n->channel, "hentra_notice") || !strcmp(n->channel, "hentra_dossier")) {
                agenda_change_all(&a->agenda, false);
                return;
        }
        if (!strcmp(n->channel, "hentra_alert_waiting")) {
                a->publish_at = 0;
                return;
        }
        /* The calendar says on which days there are digests. */
        deliverer_wake(a->deliverer, !strcmp(n->payload, "changed"));
        a->deliver_ms = 0;
        if (!strcmp(n->channel, "hentra_alert_webhook"))
                return;
        a->reread_calendar |= !strcmp(n->channel, "hentra_calendar");
        a->reread_rules |= !strcmp(n->channel, "hentra_alert_rule");
        agenda_change_all(&a->agenda, true);
}

/* Takes all notifications that have arrived, those included that come while notices are read. */
static enum fault hear(struct alerter *a, struct err *e)
{
        struct pg_notification n;
        bool any = true;
        while (any) {
                if (pg_next_notification(a->pg, &n, &any, e) != OK)
                        return e->kind;
                if (any) {
                        hear_one(a, &n);
                        continue;
                }
                any = news_wait(&a->news);
                if (news_read(&a->news, a->pg, &a->heard, &a->agenda, e) != OK)
                        return e->kind;
        }
        return OK;
}

/* Once a minute: makes sure that everything was heard of. */
static enum fault make_sure(struct alerter *a, struct err *e)
{
        const int32_t day = zone_day(a->warehouse.zone, clock_now(&a->clock));
        const bool any = a->agenda.any_changed;
        bool lost;
        a->sure_from = steady_now();
        if (heard_ask(&a->heard, a->pg, &lost, e) != OK)
                return e->kind;
        if (lost || day != a->day || steady_now() >= a->agenda.swept_at + SWEEP_MS * 1000LL)
                agenda_change_all(&a->agenda, false);
        a->agenda.any_changed = any || lost;
        a->day = day;
        a->reread_calendar = a->reread_rules = a->agenda.look = a->others.sources = true;
        a->safety_at = steady_now() + SAFETY_MS * 1000LL;
        return OK;
}

/* Reads again what was changed, or may have been. */
static enum fault reread(struct alerter *a, struct err *e)
{
        if (steady_now() >= a->safety_at && make_sure(a, e) != OK)
                return e->kind;
        if (a->heard.judge_at && steady_now() >= a->heard.judge_at && !heard_judge(&a->heard)) {
                log_warn("alert.notice_lost", KT("effect", "looking at all dossiers"));
                agenda_change_all(&a->agenda, true);
        }
        if (a->reread_calendar && read_calendar(a, e) != OK)
                return e->kind;
        return a->reread_rules ? read_rules(a, e) : OK;
}

/* At most until the next regular look. */
static int until_ms(micros steady)
{
        const micros left = steady - steady_now();
        if (left >= SAFETY_MS * 1000LL)
                return SAFETY_MS;
        return left > 0 ? (int)((left + 999) / 1000) : 0;
}

static bool is_due(const struct alerter *a)
{
        return agenda_look_is_due(&a->agenda, clock_now(&a->clock)) || agenda_sweep_is_due(&a->agenda) ||
               other_looks_go_on(&a->others) || steady_now() >= a->safety_at;
}

/* Time after which the next round begins even if nothing happens. */
static int sleep_ms(const struct alerter *a)
{
        const micros judge_at = a->heard.judge_at;
        int ms = agenda_sleep_ms(&a->agenda,
                                 until_ms(judge_at && judge_at < a->safety_at ? judge_at : a->safety_at));
        if (until_ms(a->publish_at) < ms)
                ms = until_ms(a->publish_at);
        return a->deliver_ms < ms ? a->deliver_ms : ms;
}

/* The only place where the alerter sleeps. Another source of events gets a descriptor here, and its work in
 * round_once(). */
static enum fault sleep_until_woken(struct alerter *a, struct err *e)
{
        struct pollfd fds[] = {{stop_fd(), POLLIN, 0},
                               {pg_fd(a->pg), POLLIN, 0},
                               {a->clock.fd, POLLIN, 0},
                               {deliverer_fd(a->deliverer), POLLIN, 0},
                               {beside_fd(), POLLIN, 0}};
        const micros digest = deliverer_next_digest(a->deliverer);
        if (clock_arm(&a->clock, digest < a->agenda.next ? digest : a->agenda.next, e) != OK)
                return e->kind;
        if (poll(fds, sizeof(fds) / sizeof(fds[0]), sleep_ms(a)) < 0 && errno != EINTR)
                return fail_errno(e, FATAL, "poll");
        beside_run();
        if (clock_was_set(&a->clock)) {
                log_warn("alert.clock_set", KT("effect", "looking at all dossiers"));
                a->agenda.look = true;
                agenda_change_all(&a->agenda, true);
        }
        return OK;
}

/* ---- the loop ---- */

/* Looks if it is time, else goes on with a sweep. */
static enum fault look_or_sweep(struct alerter *a, struct err *e)
{
        const struct look_inputs inputs = {.pg = a->pg,
                                           .calendar = a->calendar,
                                           .rules = &a->rules,
                                           .clock = &a->clock,
                                           .topic = conf_text(a->conf, "topic.status"),
                                           .patience = conf_ms(a->conf, "alert.patience") * 1000};
        const micros begin = steady_now(), deadline = a->agenda.next;
        a->looked = agenda_look_is_due(&a->agenda, clock_now(&a->clock));
        if (!a->looked)
                return agenda_sweep_is_due(&a->agenda) ? agenda_sweep(&a->agenda, &inputs, e) : OK;
        if (agenda_look(&a->agenda, &inputs, e) != OK)
                return e->kind;
        const struct look_result *r = &a->agenda.last;
        if (a->sure_from) {
                log_debug("alert.regular_look", KR("ms", (double)(steady_now() - a->sure_from) / 1000));
                a->sure_from = 0;
                if (alert_gauges_read(a->pg, e) != OK)
                        return e->kind;
        }
        alert_count(COUNT_LOOKS, 1);
        alert_count(COUNT_RAISED, r->raised);
        alert_count_raised(&a->clock, deadline, r->raised);
        alert_count(COUNT_CLEARED, r->cleared);
        if (r->raised || r->cleared)
                log_info("alert.changed", KI("raised", r->raised), KI("cleared", r->cleared),
                         KT("stale", r->stale ? "yes" : "no"),
                         KR("ms", (double)(steady_now() - begin) / 1000));
        return OK;
}

static enum fault look_at_others(struct alerter *a, struct err *e)
{
        const struct other_looks_inputs in = {.pg = a->pg,
                                              .warehouse = &a->warehouse,
                                              .calendar = a->calendar,
                                              .agenda = &a->agenda,
                                              .now = clock_now(&a->clock),
                                              .looked = a->looked};
        return a->looked || other_looks_go_on(&a->others) ? other_looks_run(&a->others, &in, e) : OK;
}

/* A deadline does not wait for a broker. Rounds that did not look come one after the other while digests
 * are sent: few of them ask for transitions, which only another alerter can have added. */
static enum fault publish(struct alerter *a, struct err *e)
{
        const micros now = steady_now();
        int again_ms;
        if (!a->looked && now < a->publish_at && now < a->asked_at + ASK_MS * 1000LL)
                return OK;
        a->asked_at = now;
        const micros until = is_due(a) ? 0 : clock_until(&a->clock, a->agenda.next);
        publisher_wait_until(a->publisher, until < MICROS_PER_DAY ? steady_now() + until : END_OF_TIME);
        if (publisher_work(a->publisher, a->pg, a->warehouse.zone, a->calendar, &again_ms, e) != OK)
                return e->kind;
        if (publisher_waits_for(a->publisher))
                need_waits(&alert_needs[ALERT_NEEDS_KAFKA], publisher_waits_for(a->publisher));
        else
                need_is_met(&alert_needs[ALERT_NEEDS_KAFKA]);
        a->publish_at = again_ms >= 0 ? steady_now() + again_ms * 1000LL : END_OF_TIME;
        return OK;
}

static enum fault round_once(struct alerter *a, struct err *e)
{
        if (!a->pg && open_warehouse(a, 0, e) != OK)
                return e->kind;
        if (hear(a, e) != OK || reread(a, e) != OK ||
            calendar_watch_check(&a->calendar_watch, a->pg, a->warehouse.zone, a->calendar_version,
                                 clock_now(&a->clock), e) != OK ||
            look_or_sweep(a, e) != OK || look_at_others(a, e) != OK || publish(a, e) != OK ||
            deliverer_work(a->deliverer, a->pg, a->warehouse.zone, a->calendar, &a->deliver_ms, e) != OK)
                return e->kind;
        /* A second time: a notification that came with the answer to a query of this round has left the
         * socket, which would not wake anybody. */
        if (hear(a, e) != OK)
                return e->kind;
        return is_due(a) ? OK : sleep_until_woken(a, e);
}

static enum fault run(struct alerter *a, struct err *e)
{
        int failures = 0; /* in a row */
        while (!stop_asked()) {
                const enum fault fault = round_once(a, e);
                if (fault == OK) {
                        failures = 0;
                        continue;
                }
                /* POISON comes from data that pass, such as a rule that is being deleted. */
                if (fault != RETRY && fault != POISON)
                        return fault;
                const int64_t pause_ms = retry_pause_ms(&fault_policy, ++failures);
                alert_count_retry(!a->pg || pg_broken(a->pg) ? "warehouse"
                                  : fault == POISON          ? "data"
                                                             : "conflict");
                log_warn("alert.retry", KT("reason", e->text), KI("retry_in_ms", pause_ms));
                if (a->pg && pg_broken(a->pg))
                        drop_warehouse(a);
                /* A look that failed has lost the dossiers that it was to look at. */
                a->agenda.look = true;
                agenda_change_all(&a->agenda, true);
                stop_wait((int)pause_ms);
        }
        return OK;
}

enum fault alerter_run(const struct conf *conf, int wait_s, struct err *e)
{
        struct alerter a = {.conf = conf, .publish_at = END_OF_TIME, .day = NO_DAY};
        agenda_open(&a.agenda);
        alert_counters_register();
        enum fault fault = clock_read_conf(&a.clock, conf, e);
        if (fault == OK)
                fault = clock_open(&a.clock, e);
        if (fault == OK)
                fault = deliverer_open(&a.deliverer, conf, &a.clock, e);
        if (fault == OK)
                fault = open_warehouse(&a, wait_s, e);
        if (fault == OK)
                fault = publisher_open(&a.publisher, conf, e);
        if (fault == OK) {
                log_info("alert.started", KT("warehouse", pg_address(a.pg)),
                         KT("topic", conf_text(conf, "topic.alert")),
                         KT("clock", a.clock.simulated ? "simulated (clock.*)" : "wall"));
                fault = run(&a, e);
                log_info("alert.stopped", KI("published", alert_counted(COUNT_PUBLISHED)),
                         KI("delivered", alert_counted(COUNT_DELIVERIES_DONE)));
        }
        publisher_close(a.publisher);
        a.publisher = NULL;
        deliverer_close(a.deliverer);
        a.deliverer = NULL;
        drop_warehouse(&a);
        clock_close(&a.clock);
        agenda_free(&a.agenda);
        heard_free(&a.heard);
        news_free(&a.news);
        return fault;
}
