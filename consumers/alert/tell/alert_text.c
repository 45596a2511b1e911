/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_text.c - the sentences, each language for itself.
 */
#include "consumers/alert/tell/alert_text.h"

#include "consumers/alert/window.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { REASONS = 12 };

const char *const alert_reason_names[] = {"RAISED",      "RESOLVED",  "REFUSED",     "WITHDRAWN",
                                          "STOPPED",     "PAUSED",    "REAPPOINTED", "SUPERSEDED",
                                          "NOT_COVERED", "CORRECTED", "HEARD",       "UNLIKELY"};
const char *const alert_kind_names[] = {"UNKNOWN",    "DUE_SOON",      "OVERDUE",
                                        "ESCALATION", "SOURCE_SILENT", "LIKELY_LATE"};

static const char *const why_vi[REASONS] = {"",
                                            "đã giải quyết xong",
                                            "đã bị từ chối",
                                            "đã được rút",
                                            "đã dừng xử lý",
                                            "đang tạm dừng, chờ bổ sung hoặc thanh toán",
                                            "đã được hẹn lại ngày trả",
                                            "đã có cảnh báo tiếp theo",
                                            "không còn thuộc quy tắc cảnh báo tại đây",
                                            "dữ liệu đã được đính chính",
                                            "đã có dữ liệu trở lại",
                                            "khả năng trễ hạn đã giảm"};
static const char *const why_en[REASONS] = {"",
                                            "it was resolved",
                                            "it was refused",
                                            "it was withdrawn",
                                            "its processing was stopped",
                                            "it waits for a supplement or a payment",
                                            "it has another return date",
                                            "a later alert took its place",
                                            "the rule does not cover it here any more",
                                            "a correction says that it was never received",
                                            "it was heard again",
                                            "its chance to be late has fallen"};

static const char *why_of(const char *const *why, struct text name)
{
        for (int i = 0; i < REASONS; i++)
                if (text_equal(name, text_of(alert_reason_names[i])))
                        return why[i];
        return "";
}

const char *alert_why_vi(struct text name)
{
        return why_of(why_vi, name);
}

const char *alert_why_en(struct text name)
{
        return why_of(why_en, name);
}

static const char *reason_of(const char *const *why, int reason)
{
        return reason > 0 && reason < REASONS ? why[reason] : "";
}

char *alert_when_vi(micros t, const struct zone *zone, char out[static WHEN_TEXT_MOST])
{
        struct civil c;
        zone_civil(zone, t, &c);
        snprintf(out, WHEN_TEXT_MOST, "%02d:%02d ngày %02d/%02d/%04d", c.hour, c.minute, c.day, c.month,
                 c.year);
        return out;
}

char *alert_when_en(micros t, const struct zone *zone, char out[static WHEN_TEXT_MOST])
{
        struct civil c;
        zone_civil(zone, t, &c);
        snprintf(out, WHEN_TEXT_MOST, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
        return out;
}

struct duration_words {
        const char *days, *hours, *hours_minutes;
};

static char *duration(int64_t minutes, const struct calendar *calendar, const struct duration_words *words,
                      char out[static DURATION_TEXT_MOST])
{
        const int64_t day = calendar_day_length(calendar) / MICROS_PER_MINUTE;
        minutes = llabs(minutes);
        if (minutes && minutes % day == 0)
                snprintf(out, DURATION_TEXT_MOST, words->days, minutes / day);
        else if (minutes % 60 == 0)
                snprintf(out, DURATION_TEXT_MOST, words->hours, minutes / 60);
        else
                snprintf(out, DURATION_TEXT_MOST, words->hours_minutes, minutes / 60, minutes % 60);
        return out;
}

char *working_duration_vi(int64_t minutes, const struct calendar *calendar,
                          char out[static DURATION_TEXT_MOST])
{
        static const struct duration_words words = {"%" PRId64 " ngày làm việc", "%" PRId64 " giờ làm việc",
                                                    "%" PRId64 " giờ %" PRId64 " phút làm việc"};
        return duration(minutes, calendar, &words, out);
}

char *working_duration_en(int64_t minutes, const struct calendar *calendar,
                          char out[static DURATION_TEXT_MOST])
{
        static const struct duration_words words = {"%" PRId64 " working day(s)",
                                                    "%" PRId64 " working hour(s)",
                                                    "%" PRId64 " h %" PRId64 " min of working time"};
        return duration(minutes, calendar, &words, out);
}

/* Words for a dossier do not always fit a source. */
static const char *source_reason(const char *const *why, int reason, const char *paused, const char *off)
{
        return reason == 5 ? paused : reason == 8 ? off : reason_of(why, reason);
}

static void source_vi(const struct alert_message *m, const char *since, const struct calendar *calendar,
                      char out[static ALERT_TEXT_MOST])
{
        char usual[DURATION_TEXT_MOST];
        const int source = (int)m->source.len;
        if (alert_state_of(m) == ALERT_CLEARED)
                snprintf(out, ALERT_TEXT_MOST, "Nguồn %.*s (im lặng từ %s): thôi cảnh báo, %s.", source,
                         m->source.at, since,
                         source_reason(why_vi, m->reason, "nguồn đang tạm dừng", "quy tắc đã tắt"));
        else
                snprintf(out, ALERT_TEXT_MOST,
                         "Nguồn %.*s không gửi dữ liệu từ %s; bình thường im lặng không quá %s.", source,
                         m->source.at, since, working_duration_vi(m->usual_minutes, calendar, usual));
}

static void source_en(const struct alert_message *m, const char *since, const struct calendar *calendar,
                      char out[static ALERT_TEXT_MOST])
{
        char usual[DURATION_TEXT_MOST];
        const int source = (int)m->source.len;
        if (alert_state_of(m) == ALERT_CLEARED)
                snprintf(out, ALERT_TEXT_MOST, "Source %.*s (silent since %s): alert cleared, %s.", source,
                         m->source.at, since,
                         source_reason(why_en, m->reason, "it is paused", "the rule is switched off"));
        else
                snprintf(out, ALERT_TEXT_MOST,
                         "Source %.*s has sent nothing since %s; as a rule it is silent for at most %s.",
                         source, m->source.at, since, working_duration_en(m->usual_minutes, calendar, usual));
}

char *alert_text_vi(const struct alert_message *m, const struct zone *zone, const struct calendar *calendar,
                    char out[static ALERT_TEXT_MOST])
{
        char due[WHEN_TEXT_MOST], lead[DURATION_TEXT_MOST];
        const int id = (int)m->dossier_id.len, agency = (int)m->agency.len;
        alert_when_vi(m->due_at, zone, due);
        working_duration_vi(m->offset_minutes, calendar, lead);
        if (m->source.len)
                source_vi(m, due, calendar, out);
        else if (alert_state_of(m) == ALERT_CLEARED)
                snprintf(out, ALERT_TEXT_MOST, "Hồ sơ %.*s (hẹn trả %s) tại %.*s: thôi cảnh báo, %s.", id,
                         m->dossier_id.at, due, agency, m->agency.at, reason_of(why_vi, m->reason));
        else if (m->kind == DUE_SOON)
                snprintf(out, ALERT_TEXT_MOST,
                         "Hồ sơ %.*s tại %.*s sắp đến hạn: còn không quá %s, hẹn trả %s.", id,
                         m->dossier_id.at, agency, m->agency.at, lead, due);
        else if (m->kind == OVERDUE)
                snprintf(out, ALERT_TEXT_MOST, "Hồ sơ %.*s tại %.*s đã quá hạn trả kết quả: hẹn trả %s.", id,
                         m->dossier_id.at, agency, m->agency.at, due);
        else if (m->kind == LIKELY_LATE)
                snprintf(out, ALERT_TEXT_MOST,
                         "Hồ sơ %.*s tại %.*s có nguy cơ trễ hạn: hẹn trả %s, khả năng trễ %d %% (theo %d hồ "
                         "sơ "
                         "tương tự đã kéo dài hơn).",
                         id, m->dossier_id.at, agency, m->agency.at, due, (int)m->chance_percent,
                         (int)m->alike);
        else
                snprintf(out, ALERT_TEXT_MOST,
                         "Hồ sơ %.*s tại %.*s đã quá hạn từ %s trở lên (hẹn trả %s); báo cáo lên %.*s.", id,
                         m->dossier_id.at, agency, m->agency.at, lead, due, (int)m->recipient.len,
                         m->recipient.at);
        return out;
}

char *alert_text_en(const struct alert_message *m, const struct zone *zone, const struct calendar *calendar,
                    char out[static ALERT_TEXT_MOST])
{
        char due[WHEN_TEXT_MOST], lead[DURATION_TEXT_MOST];
        const int id = (int)m->dossier_id.len, agency = (int)m->agency.len;
        alert_when_en(m->due_at, zone, due);
        working_duration_en(m->offset_minutes, calendar, lead);
        if (m->source.len)
                source_en(m, due, calendar, out);
        else if (alert_state_of(m) == ALERT_CLEARED)
                snprintf(out, ALERT_TEXT_MOST, "Dossier %.*s (return date %s) at %.*s: alert cleared, %s.",
                         id, m->dossier_id.at, due, agency, m->agency.at, reason_of(why_en, m->reason));
        else if (m->kind == DUE_SOON)
                snprintf(out, ALERT_TEXT_MOST,
                         "Dossier %.*s at %.*s is due soon: at most %s left, return date %s.", id,
                         m->dossier_id.at, agency, m->agency.at, lead, due);
        else if (m->kind == OVERDUE)
                snprintf(out, ALERT_TEXT_MOST, "Dossier %.*s at %.*s is overdue: its return date was %s.", id,
                         m->dossier_id.at, agency, m->agency.at, due);
        else if (m->kind == LIKELY_LATE)
                snprintf(out, ALERT_TEXT_MOST,
                         "Dossier %.*s at %.*s is likely to be late: return date %s, chance %d %% (by %d "
                         "dossiers like it that took longer).",
                         id, m->dossier_id.at, agency, m->agency.at, due, (int)m->chance_percent,
                         (int)m->alike);
        else
                snprintf(out, ALERT_TEXT_MOST,
                         "Dossier %.*s at %.*s has been overdue for %s or more (return date %s); for %.*s.",
                         id, m->dossier_id.at, agency, m->agency.at, lead, due, (int)m->recipient.len,
                         m->recipient.at);
        return out;
}
