/* SPDX-License-Identifier: Apache-2.0
 *
 * official.c - pages and rows of the printed form.
 */
#include "consumers/report/official.h"

#include "core/base/bytes.h"
#include <stdlib.h>

const struct official_head official_heads[] = {
        {0, 0, 3, 1, {"STT", "No."}},
        {0, 1, 3, 1, {"Lĩnh vực giải quyết", "Field"}},
        {0, 2, 1, 4, {"Số lượng hồ sơ tiếp nhận", "Dossiers received"}},
        {0, 6, 1, 4, {"Số lượng hồ sơ đã giải quyết", "Dossiers resolved"}},
        {0, 10, 1, 3, {"Số lượng hồ sơ đang giải quyết", "Dossiers in process"}},
        {1, 2, 2, 1, {"Tổng số", "Total"}},
        {1, 3, 1, 2, {"Trong kỳ", "In the period"}},
        {1, 5, 2, 1, {"Từ kỳ trước", "Carried over"}},
        {1, 6, 2, 1, {"Tổng số", "Total"}},
        {1, 7, 2, 1, {"Trước hạn", "Early"}},
        {1, 8, 2, 1, {"Đúng hạn", "On time"}},
        {1, 9, 2, 1, {"Quá hạn", "Overdue"}},
        {1, 10, 2, 1, {"Tổng số", "Total"}},
        {1, 11, 2, 1, {"Trong hạn", "In time"}},
        {1, 12, 2, 1, {"Quá hạn", "Overdue"}},
        {2, 3, 1, 1, {"Trực tuyến", "Online"}},
        {2, 4, 1, 1, {"Trực tiếp, dịch vụ bưu chính", "Direct, by post"}},
        {0},
};

const char *const official_numbers[OFFICIAL_FIGURES] = {"(1)=(2)+(3)+(4)", "(2)",  "(3)", "(4)",
                                                        "(5)=(6)+(7)+(8)", "(6)",  "(7)", "(8)",
                                                        "(9)=(10)+(11)",   "(10)", "(11)"};

const char *official_text(const struct printing *p, enum official_text which)
{
        static const char *const texts[OFFICIAL_TEXTS][LANGUAGE_COUNT] = {
                [OFFICIAL_FORM] = {"Biểu số 06 (Thông tư số 01/2020/TT-VPCP)",
                                   "Form 06 (Circular 01/2020/TT-VPCP)"},
                [OFFICIAL_TITLE] = {"TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
                                    "RESOLUTION OF ADMINISTRATIVE PROCEDURES"},
                [OFFICIAL_UNIT] = {"Đơn vị báo cáo", "Reporting unit"},
                [OFFICIAL_TO] = {"Đơn vị nhận báo cáo", "Receiving unit"},
                [OFFICIAL_COUNTED] = {"Đơn vị tính: Số hồ sơ", "Unit: number of dossiers"},
                [OFFICIAL_MAKER] = {"NGƯỜI LẬP BIỂU", "PREPARED BY"},
                [OFFICIAL_MAKER_HINT] = {"(Ký, ghi rõ họ tên)", "(signature, full name)"},
                [OFFICIAL_PLACE] = {"................, ngày ...... tháng ...... năm ........",
                                    "................, date ......................"},
                [OFFICIAL_HEAD] = {"THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE UNIT"},
                [OFFICIAL_HEAD_HINT] = {"(Ký tên, đóng dấu)", "(signature, seal)"},
        };
        return texts[which][p->sheet->language];
}

/* ---- figures ---- */

static int64_t value(const struct answer *a, const struct answer_row *row, const char *name)
{
        const struct cell *c = &row->cell[form_find(a->report->form, name)];
        return c->known ? c->n : 0;
}

void official_figures(const struct answer *a, const struct answer_row *row,
                      int64_t out[static OFFICIAL_FIGURES])
{
        static const char *const names[OFFICIAL_FIGURES] = {"total",
                                                            "received_online",
                                                            "received_direct_postal",
                                                            "carried_over",
                                                            "official_resolved",
                                                            "resolved_early",
                                                            "official_on_time",
                                                            "resolved_overdue",
                                                            "in_process",
                                                            "in_time",
                                                            "overdue"};
        for (int i = 0; i < OFFICIAL_FIGURES; i++)
                out[i] = value(a, row, names[i]);
        out[6] -= out[5]; /* official_on_time is (6) + (7) */
}

struct text official_label(const struct printing *p, const struct answer_row *row, char out[static CELL_MOST])
{
        /* On a page of one group its row is the total. */
        if (row->depth == 0 || (row->depth == 1 && p->sheet->pages != PAGES_ONE))
                return text_of(sheet_pick(p, "Tổng cộng", "Total"));
        const struct answer_group *g = &row->group[row->depth - 1];
        if (g->name.at && g->name.len > 0)
                return g->name;
        if (g->key.len == 0 || text_equal(g->key, TEXT("UNKNOWN")))
                return text_of(sheet_pick(p, "Không rõ lĩnh vực", "Unknown field"));
        sheet_key(p, row, row->depth, out);
        return text_of(out);
}

/* ---- pages ---- */

static void add_row(struct official_page *page, const struct answer_row *row, int number, bool is_sum)
{
        static const char *const roman[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
        struct official_row *r = &page->row[page->rows++];
        *r = (struct official_row){.row = row, .is_sum = is_sum};
        if (number > 0 && row->depth == 1 && is_sum && number < (int)(sizeof(roman) / sizeof(roman[0])))
                snprintf(r->number, sizeof(r->number), "%s", roman[number]);
        else if (number > 0)
                snprintf(r->number, sizeof(r->number), "%d", number);
}

static struct official_page *add_page(struct official *o, int rows_most)
{
        struct official_page *page = &o->page[o->pages++];
        page->row = need_alloc((size_t)rows_most * sizeof(*page->row));
        return page;
}

static void name_page(const struct printing *p, const struct answer_row *row, struct official_page *page)
{
        char key[CELL_MOST], label[CELL_MOST];
        const struct text name = row->group[0].name;
        sheet_key(p, row, 1, key);
        snprintf(label, sizeof(label), "%.*s", (int)name.len, name.at ? name.at : "");
        if (p->sheet->pages == PAGES_AGENCY)
                snprintf(page->unit, sizeof(page->unit), "%.380s%s%.120s%s", label, *label ? " (" : "", key,
                         *label ? ")" : "");
        else
                snprintf(page->unit, sizeof(page->unit), "%.300s%s%.150s",
                         p->sheet->unit ? p->sheet->unit : "", p->sheet->unit ? " - " : "", key);
        snprintf(page->name, sizeof(page->name), "%.63s", key);
}

static void make_one(const struct printing *p, struct official *o)
{
        const struct answer *a = p->answer;
        struct official_page *page = add_page(o, a->rows);
        int groups = 0, fields = 0;
        if (p->sheet->unit || a->q->agency)
                snprintf(page->unit, sizeof(page->unit), "%s",
                         p->sheet->unit ? p->sheet->unit : a->q->agency);
        for (int i = 0; i < a->rows; i++) {
                if (a->row[i].depth == 1)
                        fields = 0;
                const int number = a->row[i].depth == 1 ? ++groups : a->row[i].depth == 2 ? ++fields : 0;
                add_row(page, &a->row[i], number, a->row[i].depth < 2);
        }
}

void official_make(const struct printing *p, struct official *o)
{
        const struct answer *a = p->answer;
        *o = (struct official){.page = need_alloc((size_t)(a->rows + 1) * sizeof(*o->page))};
        for (int i = 0; p->sheet->pages != PAGES_ONE && i < a->rows; i++) {
                int end = i + 1;
                if (a->row[i].depth != 1)
                        continue;
                while (end < a->rows && a->row[end].depth == 2)
                        end++;
                struct official_page *page = add_page(o, end - i);
                name_page(p, &a->row[i], page);
                for (int r = i + 1; r < end; r++)
                        add_row(page, &a->row[r], r - i, false);
                add_row(page, &a->row[i], 0, true);
        }
        if (o->pages == 0)
                make_one(p, o);
}

void official_free(struct official *o)
{
        for (int i = 0; i < o->pages; i++)
                free(o->page[i].row);
        free(o->page);
        *o = (struct official){0};
}
