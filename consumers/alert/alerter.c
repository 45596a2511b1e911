/* SPDX-License-Identifier: Apache-2.0
 *
 * alerter.c - one loop: what woke us, a look, what is to be published, and back to sleep.
 *
 * Rule: nothing is asked for by interval but once a minute, should a notification have been lost. Deadlines come by the clock's
 * timer, changes by notification: of dossiers from the loaders, of rules and of the calendar from whoever changes them.
 */
#include "consumers/alert/alerter.h"

#include "consumers/alert/calendar_watch.h"
#include "consumers/alert/look.h"
#include "consumers/alert/tell/deliver.h"
#include "consumers/alert/tell/publish.h"
#include "consumers/warehouse/calendar_read.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <poll.h>
#include <stdbool.h>
#include <string.h>

enum {
        SAFETY_MS = 60000,
        BACKOFF_MS = 100, /* the first pause after a fault; doubled up to */
        BACKOFF_MOST_MS = 5000,
        EVERYTHING_PAUSE_MS = 500, /* between looks at everything, while a loader catches up */
};

struct alerter {
        const struct conf *conf;
        struct clock clock;
        struct pg *pg; /* NULL: lost, to be opened again */
        struct warehouse warehouse;
        struct calendar *calendar;
        int32_t calendar_version;
        struct calendar_watch watch;
        struct rules rules;
        bool reread_calendar, reread_rules; /* somebody has changed them */
        struct publisher *publisher;
        struct deliverer *deliverer;
        struct look_at at;
        micros everything_after; /* steady: not before */
        micros safety_at;        /* steady: the next look even if nothing happens */
        micros caught_up_by; /* steady: a loader that is catching up is waited for until then; END_OF_TIME: none is */
        micros next;         /* the next deadline, by the clock */
        int publish_ms; /* -1, or when to go on with publishing */
        int deliver_ms; /* when to go on with delivering */
};

static void drop_warehouse(struct alerter *a)
{
        if (a->publisher)
                publisher_forget(a->publisher);
        if (a->deliverer)
                deliverer_forget(a->deliverer);
        rules_free(&a->rules);
        calendar_close(a->calendar);
        a->calendar = NULL;
        warehouse_close(&a->warehouse);
        pg_close(a->pg);
        a->pg = NULL;
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
        if (version != a->calendar_version)
                log_info("alert.calendar", KI("version", version));
        a->calendar_version = version;
        return OK;
}

static enum fault read_rules(struct alerter *a, struct err *e)
{
        const size_t before = rules_steps(&a->rules);
        if (rules_read(&a->rules, a->pg, clock_now(&a->clock), e) != OK)
                return e->kind;
        a->reread_rules = false;
        if (rules_steps(&a->rules) != before)
                log_info("alert.rules", KI("rules", a->rules.n), KI("steps", rules_steps(&a->rules)));
        return OK;
}

static enum fault open_warehouse(struct alerter *a, int wait_s, struct err *e)
{
        a->at.everything = true;
        if (warehouse_connect(&a->pg, a->conf, "hentra alert", wait_s, e) == OK &&
            pg_script(a->pg, SQL_alert_session, e) == OK && pg_listen(a->pg, "hentra_dossier", e) == OK &&
            pg_listen(a->pg, "hentra_alert_rule", e) == OK &&
            pg_listen(a->pg, "hentra_alert_webhook", e) == OK &&
            pg_listen(a->pg, "hentra_calendar", e) == OK && warehouse_open(&a->warehouse, a->pg, e) == OK &&
            read_calendar(a, e) == OK && read_rules(a, e) == OK)
                return OK;
        drop_warehouse(a);
        return e->kind;
}

/* ---- what woke us ---- */

static enum fault hear(struct alerter *a, struct err *e)
{
        struct pg_notification n;
        bool any;
        for (;;) {
                if (pg_next_notification(a->pg, &n, &any, e) != OK)
                        return e->kind;
                if (!any)
                        return OK;
                if (!strcmp(n.channel, "hentra_dossier")) {
                        look_at_add(&a->at, text_of(n.payload));
                        continue;
                }
                /* The calendar says on which days there are digests. */
                deliverer_stir(a->deliverer, !strcmp(n.payload, "changed"));
                a->deliver_ms = 0;
                if (!strcmp(n.channel, "hentra_alert_webhook"))
                        continue;
                a->reread_calendar |= !strcmp(n.channel, "hentra_calendar");
                a->reread_rules |= !strcmp(n.channel, "hentra_alert_rule");
                a->at.everything = true;
        }
}

/* What somebody has changed, or may have: once a minute both are read, should a notification have been lost. */
static enum fault reread(struct alerter *a, struct err *e)
{
        if (steady_now() >= a->safety_at)
                a->at.everything = a->reread_calendar = a->reread_rules = true;
        if (steady_now() >= a->caught_up_by) {
                a->at.everything = true;
                a->caught_up_by = END_OF_TIME;
        }
        if (a->reread_calendar && read_calendar(a, e) != OK)
                return e->kind;
        return a->reread_rules ? read_rules(a, e) : OK;
}

static int until_ms(micros steady)
{
        const micros left = steady - steady_now();
        return left > 0 ? (int)((left + 999) / 1000) : 0;
}

/* What waits to be looked at and may be now. */
static bool due(const struct alerter *a)
{
        return (a->at.everything && steady_now() >= a->everything_after) || a->at.ids.len > 0 ||
               clock_now(&a->clock) >= a->next || steady_now() >= a->safety_at;
}

static enum fault sleep_until_woken(struct alerter *a, struct err *e)
{
        struct pollfd fds[] = {{stop_fd(), POLLIN, 0}, {pg_fd(a->pg), POLLIN, 0}, {a->clock.fd, POLLIN, 0}};
        int ms = until_ms(a->safety_at < a->caught_up_by ? a->safety_at : a->caught_up_by);
        if (a->at.everything && until_ms(a->everything_after) < ms)
                ms = until_ms(a->everything_after);
        if (a->publish_ms >= 0 && a->publish_ms < ms)
                ms = a->publish_ms;
        if (a->deliver_ms < ms)
                ms = a->deliver_ms;
        const micros digest = deliverer_next(a->deliverer);
        if (clock_arm(&a->clock, digest < a->next ? digest : a->next, e) != OK ||
            deliverer_wait(a->deliverer, fds, sizeof(fds) / sizeof(fds[0]), ms, e) != OK)
                return e->kind;
        if (clock_was_set(&a->clock)) {
                log_warn("alert.clock_set", KT("effect", "looking at everything"));
                a->at.everything = true;
        }
        return OK;
}

/* ---- the loop ---- */

static enum fault look_now(struct alerter *a, struct err *e)
{
        const struct watch w = {.pg = a->pg,
                                .calendar = a->calendar,
                                .rules = &a->rules,
                                .clock = &a->clock,
                                .topic = conf_text(a->conf, "topic.status"),
                                .patience = conf_ms(a->conf, "alert.patience") * 1000};
        const micros begin = steady_now();
        struct look_result r;
        struct look_at at = a->at;
        at.everything &= begin >= a->everything_after;
        if (look(&w, &at, &r, e) != OK)
                return e->kind;
        const bool later = a->at.everything && !at.everything;
        if (at.everything) {
                a->everything_after = steady_now() + EVERYTHING_PAUSE_MS * 1000;
                a->safety_at = steady_now() + SAFETY_MS * 1000LL;
        }
        look_at_clear(&a->at);
        a->at.everything = later;
        a->next = r.next;
        if (r.waits && a->caught_up_by == END_OF_TIME)
                a->caught_up_by = steady_now() + r.waits;
        if (r.raised || r.cleared)
                log_info("alert.looked", KI("raised", r.raised), KI("cleared", r.cleared),
                         KT("stale", r.stale ? "yes" : "no"),
                         KR("ms", (double)(steady_now() - begin) / 1000));
        return OK;
}

static enum fault round_once(struct alerter *a, struct err *e)
{
        if (!a->pg && open_warehouse(a, 0, e) != OK)
                return e->kind;
        if (hear(a, e) != OK || reread(a, e) != OK ||
            calendar_watch(&a->watch, a->pg, a->warehouse.zone, a->calendar_version, clock_now(&a->clock),
                           e) != OK ||
            (due(a) && look_now(a, e) != OK) ||
            publish(a->publisher, a->pg, a->warehouse.zone, a->calendar, &a->publish_ms, e) != OK ||
            deliver(a->deliverer, a->pg, a->warehouse.zone, a->calendar, &a->deliver_ms, e) != OK ||
            hear(a, e) != OK)
                return e->kind;
        return due(a) ? OK : sleep_until_woken(a, e);
}

static enum fault run(struct alerter *a, struct err *e)
{
        int backoff_ms = BACKOFF_MS;
        while (!stop_asked()) {
                const enum fault fault = round_once(a, e);
                if (fault == OK) {
                        backoff_ms = BACKOFF_MS;
                        continue;
                }
                /* POISON: the data of a moment, such as a rule that is being deleted. */
                if (fault != RETRY && fault != POISON)
                        return fault;
                log_warn("alert.retry", KT("error", e->text), KI("again_in_ms", backoff_ms));
                if (a->pg && pg_broken(a->pg))
                        drop_warehouse(a);
                a->at.everything = true; /* what was to be looked at may be forgotten */
                stop_wait(backoff_ms);
                backoff_ms = backoff_ms * 2 < BACKOFF_MOST_MS ? backoff_ms * 2 : BACKOFF_MOST_MS;
        }
        return OK;
}

enum fault alerter_run(const struct conf *conf, int wait_s, struct err *e)
{
        struct alerter a = {.conf = conf,
                            .next = END_OF_TIME,
                            .caught_up_by = END_OF_TIME,
                            .publish_ms = -1,
                            .safety_at = steady_now() + SAFETY_MS * 1000LL};
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
                log_info("alert.stopped", KI("published", publisher_count(a.publisher)),
                         KI("delivered", deliverer_count(a.deliverer)));
        }
        publisher_close(a.publisher);
        a.publisher = NULL;
        deliverer_close(a.deliverer);
        a.deliverer = NULL;
        drop_warehouse(&a);
        clock_close(&a.clock);
        look_at_free(&a.at);
        return fault;
}
