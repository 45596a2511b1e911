/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_head.c - the lines below a title: all that is needed to ask the same again.
 */
#include "consumers/report/sheet_parts.h"

#include <stdarg.h>

struct lines {
        void (*line)(void *context, const char *text);
        void *context;
};

PRINTF(2, 3) static void put(const struct lines *l, const char *format, ...)
{
        char text[LINE_MOST];
        va_list args;
        va_start(args, format);
        vsnprintf(text, sizeof(text), format, args);
        va_end(args);
        l->line(l->context, text);
}

static void put_instant(const struct printing *p, const struct lines *l, const char *title, micros at)
{
        struct civil c;
        char day[CELL_MOST];
        const struct zone *zone = p->answer->warehouse->zone;
        zone_civil(zone, at, &c);
        sheet_day(p, zone_day(zone, at), day);
        put(l, "%s: %s %02d:%02d:%02d.%06d (%s)", title, day, c.hour, c.minute, c.second, c.micro,
            zone_name(zone));
}

static void put_period(const struct printing *p, const struct lines *l)
{
        char first[CELL_MOST], last[CELL_MOST], counted[CELL_MOST], restated[CELL_MOST];
        const struct range *r = &p->answer->q->range;
        sheet_day(p, r->first, first);
        sheet_day(p, r->asked_to, last);
        sheet_day(p, r->last, counted);
        sheet_day(p, p->answer->q->restated_to, restated);
        put(l, "%s: %s - %s%s%s%s", sheet_pick(p, "Kỳ báo cáo", "Period"),
            r->open_start ? sheet_pick(p, "từ đầu", "from the beginning") : first, last,
            r->period ? " (" : "", r->period ? r->period : "", r->period ? ")" : "");
        if (r->asked_to > r->last)
                put(l, "%s: %s (%s)", sheet_pick(p, "Số liệu đến hết ngày", "Counted to"), counted,
                    sheet_pick(p, "phần sau của kỳ không tính", "what comes after it does not count yet"));
        if (r->as_of != END_OF_TIME)
                put_instant(p, l, sheet_pick(p, "Tính đến thời điểm", "As of"), r->as_of);
        if (r->known_at != END_OF_TIME)
                put_instant(p, l, sheet_pick(p, "Theo thông tin đã biết lúc", "As known at"), r->known_at);
        if (p->answer->q->restated)
                put(l, "%s: %s", sheet_pick(p, "Quy về cơ quan tại ngày", "Agencies restated to those of"),
                    restated);
}

static const char *kind_in_words(const struct printing *p, int kind)
{
        static const char *const vietnamese[CASE_KIND_COUNT] = {"hồ sơ thủ tục hành chính",
                                                                "phản ánh, kiến nghị", "nhiệm vụ được giao"},
                                 *const english[CASE_KIND_COUNT] = {"dossiers", "petitions", "tasks"};
        return sheet_pick(p, vietnamese[kind], english[kind]);
}

static void put_population(const struct printing *p, const struct lines *l)
{
        char count[CELL_MOST], only[CELL_MOST];
        const struct question *q = p->answer->q;
        const char *label = sheet_pick(p, "Đối tượng", "Population");
        const char *kind = kind_in_words(p, q->case_kind);
        sheet_count(p, p->answer->population.vertical_received, count);
        if (q->agency)
                put(l, "%s: %s", sheet_pick(p, "Cơ quan", "Agency"), q->agency);
        if (!filter_is_any(&q->filter))
                put(l, "%s: %s", sheet_pick(p, "Chỉ gồm", "Only"),
                    filter_words(&q->filter, only, sizeof(only)));
        if (*p->answer->seen_by)
                put(l, "%s: %s", sheet_pick(p, "Chỉ gồm số liệu được xem bởi", "Only what is seen by"),
                    p->answer->seen_by);
        if (q->with_vertical)
                put(l, "%s: %s; %s", label, kind,
                    sheet_pick(p, "gồm cả cơ quan ngành dọc", "vertical agencies included"));
        else if (p->answer->population.counts_vertical)
                put(l, "%s: %s; %s: %s", label, kind,
                    sheet_pick(p, "không tính cơ quan ngành dọc, hồ sơ họ tiếp nhận",
                               "vertical agencies left out, received by them"),
                    count);
        else
                put(l, "%s: %s; %s", label, kind,
                    sheet_pick(p, "không tính cơ quan ngành dọc", "vertical agencies left out"));
}

static void put_rules(const struct printing *p, const struct lines *l)
{
        const struct warehouse *w = p->answer->warehouse;
        const struct rule *rule = report_rule(p->answer->report, w);
        const char *version = sheet_pick(p, "phiên bản quy tắc", "rule version");
        const char *about = sheet_pick(p, rule->about_vietnamese, rule->about);
        if (p->answer->report->takes & TAKES_CLASS)
                put(l, "%s: %s (%s); %s: %d (%s)", sheet_pick(p, "Đúng hạn, quá hạn", "Early, on time, late"),
                    p->answer->q->by_instant ? sheet_pick(p, "theo thời điểm", "by instant")
                                             : sheet_pick(p, "theo ngày", "by local day"),
                    zone_name(w->zone), version, rule->version, about);
        else
                put(l, "%s: %s; %s: %d (%s)", sheet_pick(p, "Múi giờ", "Zone"), zone_name(w->zone), version,
                    rule->version, about);
}

const char *sheet_population(const struct printing *p)
{
        const char *population = p->answer->report->population[p->sheet->language];
        for (const struct form_column *c = p->answer->report->form->columns; c->name; c++) {
                if (c->kind == COLUMN_RATE)
                        return population;
        }
        return NULL;
}

void sheet_head(const struct printing *p, void (*line)(void *context, const char *text), void *context)
{
        const struct lines l = {line, context};
        char count[CELL_MOST];
        put_period(p, &l);
        put_population(p, &l);
        put_rules(p, &l);
        if (p->answer->population.inferred > 0) {
                sheet_count(p, p->answer->population.inferred, count);
                put(&l, "%s: %s",
                    sheet_pick(p, "Cơ quan chưa có trong danh mục (*), cấp theo khai báo của nguồn",
                               "Agencies that no catalogue names (*), their level as the sources claim it"),
                    count);
        }
        /* A text of groups has numerator and denominator beside the rate, with their titles. */
        if (sheet_population(p) && p->sheet->look == LOOK_PLAIN &&
            (sheet_is_list(p) || p->sheet->format != FORMAT_TEXT))
                put(&l, "%s: %s", sheet_pick(p, "Tỷ lệ tính trên", "Rates are of"), sheet_population(p));
}
