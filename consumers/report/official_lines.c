/* SPDX-License-Identifier: Apache-2.0
 *
 * official_lines.c - the period of the printed form in words, and the notes below its table.
 */
#include "consumers/report/official.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* "ND09:2022-Q1": the words that the form has for it; "" for a range without a name. */
static void period_words(const struct printing *p, char *out, size_t size)
{
        static const char *const roman[] = {"", "I", "II", "III", "IV"};
        const char *name = p->answer->q->range.period;
        const char *at = name ? strchr(name, ':') : NULL;
        out[0] = 0;
        if (!at)
                return;
        const int year = atoi(at + 1),
                  part = strlen(at + 1) > 5 ? atoi(at + 6 + (at[6] == 'Q' || at[6] == 'H')) : 0;
        const char *calendar = !strncmp(name, "ND09", 4) ? sheet_pick(p, ", kỳ 15-14", ", 15th to 14th") : "";
        if (part == 0)
                snprintf(out, size, "%s %d%s", sheet_pick(p, "Năm", "year"), year, calendar);
        else if (at[6] == 'Q')
                snprintf(out, size, "%s %s %s %d%s", sheet_pick(p, "Quý", "quarter"),
                         roman[part & 3 ? part & 3 : 4], sheet_pick(p, "năm", "of"), year, calendar);
        else if (at[6] == 'H')
                snprintf(out, size, "%s %d%s",
                         part == 1 ? sheet_pick(p, "6 tháng đầu năm", "first half of")
                                   : sheet_pick(p, "6 tháng cuối năm", "second half of"),
                         year, calendar);
        else
                snprintf(out, size, "%s %d %s %d%s", sheet_pick(p, "Tháng", "month"), part,
                         sheet_pick(p, "năm", "of"), year, calendar);
}

/* Up to when it is counted, where that is not the end of the period. */
static void counted_words(const struct printing *p, char *out, size_t size)
{
        char day[CELL_MOST];
        struct civil c;
        const struct range *r = &p->answer->q->range;
        out[0] = 0;
        if (r->as_of != END_OF_TIME) {
                zone_civil(p->answer->warehouse->zone, r->as_of, &c);
                sheet_day(p, day_of_civil(c.year, c.month, c.day), day);
                if (p->sheet->language == VIETNAMESE)
                        snprintf(out, size, "; số liệu tính đến %02d:%02d:%02d ngày %.32s", c.hour, c.minute,
                                 c.second, day);
                else
                        snprintf(out, size, "; as of %.32s %02d:%02d:%02d", day, c.hour, c.minute, c.second);
        } else if (r->asked_to > r->last) {
                sheet_day(p, r->last, day);
                snprintf(
                        out, size, "%s%.32s",
                        sheet_pick(p, "; kỳ chưa kết thúc, số liệu đến hết ngày ", "; not over, counted to "),
                        day);
        }
}

void official_period(const struct printing *p, char out[static LINE_MOST])
{
        char words[96], first[CELL_MOST], last[CELL_MOST], counted[128];
        const struct range *r = &p->answer->q->range;
        period_words(p, words, sizeof(words));
        counted_words(p, counted, sizeof(counted));
        sheet_day(p, r->first, first);
        sheet_day(p, r->asked_to, last);
        snprintf(out, LINE_MOST, "%s: %s%s%s %.32s %s %.32s%s%s", sheet_pick(p, "Kỳ báo cáo", "Period"),
                 words, words[0] ? " (" : "", sheet_pick(p, "từ ngày", "from"),
                 r->open_start ? sheet_pick(p, "đầu", "the beginning") : first,
                 sheet_pick(p, "đến ngày", "to"), last, words[0] ? ")" : "", counted);
}

struct noting {
        const struct printing *p;
        const struct answer_row *row;
        void (*line)(void *context, const char *text);
        void *context;
};

static int64_t value(const struct noting *n, const char *name)
{
        const struct cell *c = &n->row->cell[form_find(n->p->answer->report->form, name)];
        return c->known ? c->n : 0;
}

/* One line for a figure that is not 0: "Trong (5): 12 hồ sơ …". */
static void note(const struct noting *n, const char *name, const char *vietnamese, const char *english)
{
        char count[CELL_MOST], text[LINE_MOST];
        if (value(n, name) == 0)
                return;
        sheet_count(n->p, value(n, name), count);
        snprintf(text, sizeof(text), "%s: %.64s", sheet_pick(n->p, vietnamese, english), count);
        n->line(n->context, text);
}

static void note_balance(const struct noting *n)
{
        char text[LINE_MOST];
        const bool moved = value(n, "transferred_in") || value(n, "transferred_out") || value(n, "refused") ||
                           value(n, "stopped") || value(n, "reopened");
        if (!moved)
                return;
        snprintf(
                text, sizeof(text), "%s",
                sheet_pick(
                        n->p, "(1) + chuyển đến + mở lại = (5) + từ chối + dừng xử lý + chuyển đi + (9)",
                        "(1) + transferred in + reopened = (5) + refused + stopped + transferred out + (9)"));
        n->line(n->context, text);
}

static void skip_nothing(void *context, const char *text)
{
        const struct noting *n = context;
        n->line(n->context, text);
}

void official_notes(const struct printing *p, const struct answer_row *total,
                    void (*line)(void *context, const char *text), void *context)
{
        struct noting n = {p, total, line, context};
        note(&n, "withdrawn", "Trong (5) và (7), hồ sơ công dân rút sau tiếp nhận",
             "Of (5) and (7), withdrawn after reception");
        note(&n, "resolved_no_due", "Trong (5), ngoài (6) đến (8), hồ sơ không có hạn trả",
             "Of (5), in none of (6) to (8), without due date");
        note(&n, "no_due", "Trong (9), ngoài (10) và (11), hồ sơ không có hạn trả",
             "Of (9), in neither (10) nor (11), without due date");
        note(&n, "paused", "Trong (9), hồ sơ đang tạm dừng chờ bổ sung hoặc nộp phí", "Of (9), paused");
        note(&n, "refused", "Ngoài (5), hồ sơ từ chối sau tiếp nhận", "Beside (5), refused after reception");
        note(&n, "stopped", "Ngoài (5), hồ sơ dừng xử lý", "Beside (5), stopped");
        note(&n, "transferred_in", "Ngoài (1), hồ sơ chuyển đến từ nơi khác", "Beside (1), transferred in");
        note(&n, "reopened", "Ngoài (1), hồ sơ mở lại", "Beside (1), reopened");
        note(&n, "transferred_out", "Ngoài (5), hồ sơ chuyển đi nơi khác", "Beside (5), transferred out");
        note_balance(&n);
        sheet_head(p, line, context);
        if (sheet_broken(p, skip_nothing, &n) == 0)
                line(context, sheet_pick(p, "Các đẳng thức kiểm tra: đều khớp", "Identities: all hold"));
}
