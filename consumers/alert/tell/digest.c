/* SPDX-License-Identifier: Apache-2.0
 *
 * digest.c - see digest.h.
 */
#include "consumers/alert/tell/digest.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/window.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdlib.h>

enum { MINUTES_PER_HOUR = 60, DAYS_LOOKED_AT = 400 }; /* no holidays last longer */

/* A minute that the clocks show twice is taken the first time; one that they skip lies as far behind the gap
 * as it would without one. */
static micros instant_of(const struct zone *zone, int32_t day, int minute)
{
        struct civil c = {.hour = minute / MINUTES_PER_HOUR, .minute = minute % MINUTES_PER_HOUR};
        micros t;
        civil_of_day(day, &c.year, &c.month, &c.day);
        zone_instant(zone, &c, &t);
        return t;
}

micros digest_next(const struct calendar *c, const struct zone *zone, int32_t last_day, int minute,
                   micros now)
{
        int32_t day = zone_day(zone, now);
        if (last_day >= day)
                day = last_day + 1;
        for (int i = 0; i < DAYS_LOOKED_AT; i++, day++) {
                if (calendar_works_on(c, day))
                        return instant_of(zone, day, minute);
        }
        return END_OF_TIME;
}

enum fault digest_earliest(struct pg *pg, const struct calendar *c, const struct zone *zone, micros now,
                           micros *next, struct err *e)
{
        struct pg_result *r;
        *next = END_OF_TIME;
        if (pg_run_prepared(pg, SQL_alert_digest_when, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++) {
                const int32_t last_day = pg_is_null(r, row, COL_alert_digest_when_digest_day)
                                                 ? INT32_MIN
                                                 : pg_get_date(r, row, COL_alert_digest_when_digest_day);
                const micros t = digest_next(
                        c, zone, last_day, (int)pg_get_int(r, row, COL_alert_digest_when_digest_minute), now);
                if (t < *next)
                        *next = t;
        }
        pg_free(r);
        return OK;
}

/* Durable before it is sent: a server that crashed would queue it again, under another number. */
static enum fault queue(struct pg *pg, const struct pg_param *params, int n, int *queued, struct err *e)
{
        struct pg_result *r;
        struct err ignored;
        enum fault fault = pg_script(pg, "begin; set local synchronous_commit = on", e);
        if (fault != OK)
                return fault;
        fault = pg_run_prepared(pg, SQL_alert_digest_queue, params, n, &r, e);
        if (fault != OK) {
                if (!pg_broken(pg))
                        (void)!pg_script(pg, "rollback", &ignored);
                return fault;
        }
        *queued = pg_rows(r);
        pg_free(r);
        return pg_script(pg, "commit", e);
}

enum fault digest_queue(struct pg *pg, const struct calendar *c, const struct zone *zone, micros now,
                        struct err *e)
{
        const int32_t day = zone_day(zone, now);
        struct civil local;
        int queued;
        if (!calendar_works_on(c, day)) /* midnight has passed since it was due */
                return OK;
        zone_civil(zone, now, &local);
        const struct pg_param params[] = {pg_date(day), pg_int4(local.hour * MINUTES_PER_HOUR + local.minute),
                                          pg_instant(now)};
        if (queue(pg, params, 3, &queued, e) != OK)
                return e->kind;
        if (queued > 0)
                log_info("alert.digests", KI("queued", queued));
        alert_count(COUNT_DIGESTS, queued);
        return OK;
}

static void read_alert(const struct pg_result *r, int row, struct alert_message *m)
{
        *m = (struct alert_message){
                .alert_id = pg_get_int(r, row, COL_alert_digest_read_alert_id),
                .transition = (int32_t)pg_get_int(r, row, COL_alert_digest_read_transition),
                .at = pg_get_instant(r, row, COL_alert_digest_read_raised_at),
                .rule = pg_get_text(r, row, COL_alert_digest_read_rule),
                .kind = (int32_t)pg_get_int(r, row, COL_alert_digest_read_kind),
                .step = (int32_t)pg_get_int(r, row, COL_alert_digest_read_step),
                .due_at = pg_get_instant(r, row, COL_alert_digest_read_due_at),
                .dossier_id = pg_get_text(r, row, COL_alert_digest_read_dossier_id),
                .case_kind = (int32_t)pg_get_int(r, row, COL_alert_digest_read_case_kind),
                .agency = pg_get_text(r, row, COL_alert_digest_read_agency),
                .procedure = pg_get_text(r, row, COL_alert_digest_read_procedure),
                .stale = pg_get_int(r, row, COL_alert_digest_read_stale) != 0,
        };
}

enum fault digest_read(struct pg *pg, int64_t delivery_id, const struct zone *zone, struct digest *d,
                       char **body, struct letter *letter, int64_t **ids, size_t *n, struct err *e)
{
        const struct pg_param params[] = {pg_int8(delivery_id), pg_int4(DIGEST_ALERTS_MOST),
                                          pg_instant(d->at)};
        struct pg_result *r;
        if (pg_run_prepared(pg, SQL_alert_digest_read, params, 3, &r, e) != OK)
                return e->kind;
        d->n = pg_is_null(r, 0, COL_alert_digest_read_alert_id) ? 0 : (size_t)pg_rows(r);
        struct alert_message *alert = need_alloc(d->n * sizeof(*alert));
        *ids = need_alloc(d->n * sizeof(**ids));
        *n = d->n;
        for (size_t i = 0; i < d->n; i++) {
                read_alert(r, (int)i, &alert[i]);
                (*ids)[i] = alert[i].alert_id;
        }
        static const int columns[DIGEST_KINDS] = {
                COL_alert_digest_read_due_soon, COL_alert_digest_read_overdue,
                COL_alert_digest_read_escalations, COL_alert_digest_read_likely_late};
        for (int k = 0; k < DIGEST_KINDS; k++)
                d->count[k] = pg_get_int(r, 0, columns[k]);
        d->left_out = pg_get_int(r, 0, COL_alert_digest_read_left_out);
        d->alert = alert;
        *body = letter ? NULL : digest_body(d);
        if (letter)
                letter_of_digest(letter, d, zone);
        d->alert = NULL;
        free(alert);
        pg_free(r);
        return OK;
}

enum fault digest_cut(struct pg *pg, int64_t delivery_id, const int64_t *alert, size_t alerts, struct err *e)
{
        struct bytes first = {0}, second = {0};
        struct pg_result *r;
        const size_t half = alerts / 2;
        const struct pg_param params[] = {pg_int8(delivery_id), pg_int8_array(&first, alert, half),
                                          pg_int8_array(&second, alert + half, alerts - half)};
        const enum fault fault = pg_run_prepared(pg, SQL_alert_digest_cut, params, 3, &r, e);
        bytes_free(&first);
        bytes_free(&second);
        if (fault != OK)
                return fault;
        if (pg_rows(r) > 0)
                log_info("alert.digest_cut", KI("delivery", delivery_id), KI("alerts", (int64_t)alerts),
                         KI("parts", pg_get_int(r, 0, COL_alert_digest_cut_parts)));
        pg_free(r);
        return OK;
}
