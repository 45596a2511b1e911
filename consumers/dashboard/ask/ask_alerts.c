/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_alerts.c - transitions of alerts, each as a JSON object with its sentence in both languages.
 */
#include "consumers/alert/tell/alert_text.h"
#include "consumers/alert/tell/message_row.h"
#include "consumers/dashboard/ask/ask.h"
#include "core/lib/json.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The queries have the same columns, so that rows are read by the names of the first. */
#define SAME(name)                                                                                           \
        _Static_assert((int)COL_dashboard_alerts_##name == (int)COL_dashboard_news_##name &&                 \
                               (int)COL_dashboard_alerts_##name == (int)COL_dashboard_dossier_alerts_##name, \
                       #name)
SAME(number);
SAME(alert_id);
SAME(transition);
SAME(reason);
SAME(at);
SAME(rule);
SAME(kind);
SAME(step);
SAME(offset_minutes);
SAME(due_at);
SAME(dossier_id);
SAME(case_kind);
SAME(agency);
SAME(recipient);
SAME(procedure);
SAME(stale);
SAME(source);
SAME(usual_minutes);
SAME(chance_percent);
SAME(alike);
SAME(agency_id);
SAME(agency_name);
SAME(acknowledged_by);
SAME(acknowledged_at);
SAME(acknowledged_reason);
SAME(snoozed_by);
SAME(snoozed_at);
SAME(snoozed_until);
SAME(snoozed_reason);

enum { ALERTS_USUALLY = 100, ALERTS_MOST = 1000, NEWS_MOST = 100, INSTANT_MOST = 48 };

/* "2022-03-21T15:00:00+07:00", in the warehouse's zone. */
static char *instant_format(const struct zone *zone, micros t, char out[static INSTANT_MOST])
{
        struct civil c;
        zone_civil(zone, t, &c);
        const int64_t local = (int64_t)day_of_civil(c.year, c.month, c.day) * 86400 + c.hour * 3600 +
                              c.minute * 60 + c.second;
        const int64_t minutes = (local - floor_div(t, MICROS_PER_SECOND)) / 60;
        const int size = (int)(minutes < 0 ? -minutes : minutes);
        snprintf(out, INSTANT_MOST, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year, c.month, c.day,
                 c.hour, c.minute, c.second, minutes < 0 ? '-' : '+', size / 60, size % 60);
        return out;
}

static void put_code(struct json *j, const char *key, struct text code)
{
        if (code.len)
                json_put_text(j, key, code);
        else
                json_put_null(j, key);
}

static void put_instant(const struct asking *a, struct json *j, const char *key, micros t)
{
        char at[INSTANT_MOST];
        if (t == NO_TIME)
                json_put_null(j, key);
        else
                json_put_text(j, key, text_of(instant_format(a->warehouse->zone, t, at)));
}

/* Shows who took care of the alert; a snooze that is over is none. */
static void put_care(const struct asking *a, struct json *j, const struct pg_result *r, int row)
{
        const micros until = pg_get_instant(r, row, COL_dashboard_alerts_snoozed_until);
        struct json *care = NULL;
        if (!pg_is_null(r, row, COL_dashboard_alerts_acknowledged_by)) {
                care = json_new();
                json_put_text(care, "by", pg_get_text(r, row, COL_dashboard_alerts_acknowledged_by));
                put_instant(a, care, "at", pg_get_instant(r, row, COL_dashboard_alerts_acknowledged_at));
                json_put_text(care, "reason", pg_get_text(r, row, COL_dashboard_alerts_acknowledged_reason));
                json_put_object(j, "acknowledged", care);
        } else {
                json_put_null(j, "acknowledged");
        }
        if (until != NO_TIME && until > a->now) {
                care = json_new();
                json_put_text(care, "by", pg_get_text(r, row, COL_dashboard_alerts_snoozed_by));
                put_instant(a, care, "at", pg_get_instant(r, row, COL_dashboard_alerts_snoozed_at));
                put_instant(a, care, "until", until);
                json_put_text(care, "reason", pg_get_text(r, row, COL_dashboard_alerts_snoozed_reason));
                json_put_object(j, "snoozed", care);
        } else {
                json_put_null(j, "snoozed");
        }
}

static void put_texts(const struct asking *a, struct json *j, const struct alert_message *m)
{
        char vi[ALERT_TEXT_MOST], en[ALERT_TEXT_MOST];
        json_put_text(j, "text_vi", text_of(alert_text_vi(m, a->warehouse->zone, a->calendar, vi)));
        json_put_text(j, "text_en", text_of(alert_text_en(m, a->warehouse->zone, a->calendar, en)));
}

/* On one line; the caller frees. */
static char *alert_line(const struct asking *a, const struct pg_result *r, int row)
{
        const struct alert_message m = MESSAGE_OF_ROW(dashboard_alerts, r, row, a->calendar);
        struct json *j = json_new();
        json_put_int(j, "alert", m.alert_id);
        json_put_int(j, "transition", pg_get_int(r, row, COL_dashboard_alerts_number));
        json_put_text(j, "state", alert_state_of(&m) == ALERT_RAISED ? TEXT("RAISED") : TEXT("CLEARED"));
        json_put_text(j, "rule", m.rule);
        json_put_text(j, "kind", text_of(m.source.len ? "SILENT" : alert_kind_names[m.kind]));
        json_put_int(j, "step", m.step);
        put_code(j, "dossier", m.dossier_id);
        put_code(j, "source", m.source);
        put_code(j, "agency", m.agency);
        put_code(j, "agency_name", pg_get_text(r, row, COL_dashboard_alerts_agency_name));
        put_code(j, "recipient", m.recipient);
        put_code(j, "procedure", m.procedure);
        put_instant(a, j, "due_at", m.due_at);
        put_instant(a, j, "at", m.at);
        if (m.reason)
                json_put_text(j, "reason", text_of(alert_reason_names[m.reason]));
        else
                json_put_null(j, "reason");
        if (m.chance_percent)
                json_put_int(j, "chance_percent", m.chance_percent);
        json_put_bool(j, "stale", m.stale);
        put_care(a, j, r, row);
        put_texts(a, j, &m);
        char *line = json_line(j);
        json_free(j);
        return line;
}

void ask_print_alerts(const struct asking *a, const struct pg_result *r)
{
        putchar('[');
        for (int row = 0; row < pg_rows(r); row++) {
                char *line = alert_line(a, r, row);
                printf("%s%s", row ? ",\n" : "", line);
                free(line);
        }
        putchar(']');
}

/* Keeps *out where the parameter was not given. */
static enum fault read_count(const struct job *j, const char *name, int64_t most, int64_t *out, struct err *e)
{
        const char *value = job_value(j, name);
        char *rest;
        if (!value)
                return OK;
        *out = strtoll(value, &rest, 10);
        return *value && !*rest && *out >= 0 && *out <= most
                       ? OK
                       : fail(e, USAGE, "%s: a whole number from 0 to %" PRId64 " is allowed", name, most);
}

static enum fault list_alerts(struct asking *a, struct err *e)
{
        const char *state = job_value(a->job, "state"), *agency = job_value(a->job, "agency");
        int64_t before = INT64_MAX, limit = ALERTS_USUALLY;
        struct pg_result *r;
        if (state && strcmp(state, "raised") != 0 && strcmp(state, "all") != 0)
                return fail(e, USAGE, "state: raised or all is allowed");
        if (read_count(a->job, "before", INT64_MAX, &before, e) != OK ||
            read_count(a->job, "limit", ALERTS_MOST, &limit, e) != OK)
                return e->kind;
        const struct pg_param params[] = {pg_text(text_of(state)), pg_text(text_of(agency)), pg_int8(before),
                                          pg_int4((int32_t)limit)};
        if (pg_run(a->pg, SQL_dashboard_alerts, params, 4, &r, e) != OK)
                return e->kind;
        ask_print_alerts(a, r);
        pg_free(r);
        return OK;
}

/* Only the number of the newest, where it is not said since when. */
static enum fault print_newest(const struct asking *a, struct err *e)
{
        struct pg_result *r;
        if (pg_run_prepared(a->pg, SQL_dashboard_newest, NULL, 0, &r, e) != OK)
                return e->kind;
        printf("%" PRId64 "\n", pg_get_int(r, 0, COL_dashboard_newest_number));
        pg_free(r);
        return OK;
}

static enum fault list_news(struct asking *a, struct err *e)
{
        int64_t since = 0;
        struct pg_result *r;
        if (!job_value(a->job, "since"))
                return print_newest(a, e);
        if (read_count(a->job, "since", INT64_MAX, &since, e) != OK)
                return e->kind;
        const struct pg_param params[] = {pg_int8(since), pg_int4(NEWS_MOST)};
        if (pg_run_prepared(a->pg, SQL_dashboard_news, params, 2, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++) {
                char *line = alert_line(a, r, row);
                printf("%" PRId64 "\t%s\n", pg_get_int(r, row, COL_dashboard_news_number), line);
                free(line);
        }
        pg_free(r);
        return OK;
}

enum fault ask_alerts(struct asking *a, struct err *e)
{
        return a->job->ask == ASK_NEWS ? list_news(a, e) : list_alerts(a, e);
}
