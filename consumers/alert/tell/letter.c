/* SPDX-License-Identifier: Apache-2.0
 *
 * letter.c - the text of letters, in two languages and two forms.
 */
#include "consumers/alert/tell/letter.h"

#include "consumers/alert/tell/alert_text.h"
#include "consumers/alert/window.h"
#include "core/base/bytes.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const kind_vi[] = {"",
                                      "Sắp đến hạn",
                                      "Quá hạn",
                                      "Quá hạn, báo cáo lên cấp trên",
                                      "Nguồn dữ liệu im lặng",
                                      "Có nguy cơ trễ hạn"};

static const char html_begin[] =
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"></head><body>\n",
                  html_end[] = "</body></html>\n";

void letter_free(struct letter *l)
{
        free(l->subject);
        free(l->plain);
        free(l->html);
        *l = (struct letter){0};
}

/* ---- pieces ---- */

static PRINTF(2, 3) void put(struct bytes *b, const char *format, ...)
{
        char *text;
        va_list args;
        va_start(args, format);
        const int n = vasprintf(&text, format, args);
        va_end(args);
        if (n < 0)
                out_of_memory(0);
        bytes_add(b, text, (size_t)n);
        free(text);
}

static void put_escaped(struct bytes *b, struct text t)
{
        for (size_t i = 0; i < t.len; i++) {
                switch (t.at[i]) {
                case '&':
                        put(b, "&amp;");
                        break;
                case '<':
                        put(b, "&lt;");
                        break;
                case '>':
                        put(b, "&gt;");
                        break;
                case '"':
                        put(b, "&quot;");
                        break;
                default:
                        bytes_add(b, &t.at[i], 1);
                }
        }
}

static void put_element(struct bytes *b, const char *begin, struct text t, const char *end)
{
        put(b, "%s", begin);
        put_escaped(b, t);
        put(b, "%s", end);
}

static char *text_end(struct bytes *b)
{
        bytes_add(b, "", 1);
        return (char *)b->at;
}

/* ---- one alert ---- */

void letter_of_alert(struct letter *l, const struct alert_message *m, const struct zone *zone,
                     const struct calendar *calendar)
{
        char vi[ALERT_TEXT_MOST], en[ALERT_TEXT_MOST], id[MESSAGE_ID_MOST];
        struct bytes subject = {0}, plain = {0}, html = {0};
        const bool cleared = alert_state_of(m) == ALERT_CLEARED;
        const struct text about = m->source.len ? m->source : m->dossier_id;
        alert_text_vi(m, zone, calendar, vi);
        alert_text_en(m, zone, calendar, en);
        alert_message_id(m->alert_id, m->transition, id);
        put(&subject, "%s%s: %.*s", cleared ? "Thôi cảnh báo - " : "", kind_vi[m->kind], (int)about.len,
            about.at);
        if (m->agency.len)
                put(&subject, " (%.*s)", (int)m->agency.len, m->agency.at);
        put(&plain, "%s\n\n%s\n\n-- \n%.*s, %s\n", vi, en, (int)m->rule.len, m->rule.at, id);
        put(&html, "%s", html_begin);
        put_element(&html, "<p>", text_of(vi), "</p>\n");
        put_element(&html, "<p lang=\"en\">", text_of(en), "</p>\n");
        put_element(&html, "<p><small>", m->rule, "");
        put(&html, ", %s</small></p>\n%s", id, html_end);
        *l = (struct letter){text_end(&subject), text_end(&plain), text_end(&html)};
}

/* ---- a digest ---- */

static void put_alert(struct bytes *plain, struct bytes *html, const struct alert_message *m,
                      const struct zone *zone)
{
        char due[32];
        zone_format(zone, m->due_at, due);
        due[16] = 0; /* to the minute */
        put(plain, "%s  %s  %.*s  %.*s\n", due, kind_vi[m->kind], (int)m->dossier_id.len, m->dossier_id.at,
            (int)m->agency.len, m->agency.at);
        put(html, "<tr><td>%s</td><td>%s</td>", due, kind_vi[m->kind]);
        put_element(html, "<td>", m->dossier_id, "</td>");
        put_element(html, "<td>", m->agency, "</td></tr>\n");
}

void letter_of_digest(struct letter *l, const struct digest *d, const struct zone *zone)
{
        char vi[ALERT_TEXT_MOST], en[ALERT_TEXT_MOST], id[MESSAGE_ID_MOST];
        struct bytes subject = {0}, plain = {0}, html = {0};
        int year, month, day;
        int64_t all = 0;
        for (int k = 0; k < DIGEST_KINDS; k++)
                all += d->count[k];
        civil_of_day(d->day, &year, &month, &day);
        digest_text_vi(d, vi);
        digest_text_en(d, en);
        put(&subject, "%" PRId64 " cảnh báo ngày %02d/%02d/%04d: %.*s", all, day, month, year,
            (int)d->agency.len, d->agency.at);
        put(&plain, "%s\n\n%s\n\n", vi, en);
        put(&html, "%s", html_begin);
        put_element(&html, "<p>", text_of(vi), "</p>\n");
        put_element(&html, "<p lang=\"en\">", text_of(en), "</p>\n");
        put(&html, "<table border=\"1\" cellpadding=\"4\" cellspacing=\"0\">\n<tr><th>Hẹn trả / "
                   "due</th><th>Cảnh báo / "
                   "alert</th><th>Hồ sơ / dossier</th><th>Cơ quan / agency</th></tr>\n");
        for (size_t i = 0; i < d->n; i++)
                put_alert(&plain, &html, &d->alert[i], zone);
        put(&html, "</table>\n");
        if (d->left_out > 0) {
                put(&plain, "… và %" PRId64 " hồ sơ khác / and %" PRId64 " more\n", d->left_out, d->left_out);
                put(&html, "<p>… và %" PRId64 " hồ sơ khác / and %" PRId64 " more</p>\n", d->left_out,
                    d->left_out);
        }
        digest_message_id(d, id);
        put(&plain, "\n-- \n%s\n", id);
        put(&html, "<p><small>%s</small></p>\n%s", id, html_end);
        *l = (struct letter){text_end(&subject), text_end(&plain), text_end(&html)};
}

void letter_of_test(struct letter *l, const char *name)
{
        struct bytes subject = {0}, plain = {0}, html = {0};
        put(&subject, "Thử gửi cảnh báo: %s", name);
        put(&plain,
            "Đây là thư thử gửi tới %s: không có cảnh báo nào.\n\nThis is a test of %s: there is no alert.\n",
            name, name);
        put(&html, "%s", html_begin);
        put_element(&html, "<p>Đây là thư thử gửi tới ", text_of(name), ": không có cảnh báo nào.</p>\n");
        put_element(&html, "<p lang=\"en\">This is a test of ", text_of(name), ": there is no alert.</p>\n");
        put(&html, "%s", html_end);
        *l = (struct letter){text_end(&subject), text_end(&plain), text_end(&html)};
}
