/* SPDX-License-Identifier: Apache-2.0
 *
 * index766.c - index 766: a row an item, a group and the total of each unit, by two versions side by side.
 */
#include "consumers/report/index/board.h"
#include "consumers/report/reports.h"
#include "core/base/bytes.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct form_column columns[] = {
        PAGE_OF(HEADING, "unit", CODE, 14, "Mã đơn vị", "Unit"),
        PAGE_OF(HEADING, "unit_name", TEXT, 28, "Đơn vị", "Name"),
        PAGE_OF(HEADING, "kind", WORD, 10, "Loại", "Kind"),
        WIDE_OF("number", CODE, 4, "STT", "No."),
        PAGE_OF(HIDDEN, "item", CODE, 34, "Chỉ tiêu", "Item"),
        WIDE_OF("name", TEXT, 48, "Tên chỉ tiêu", "Meaning"),
        WIDE_OF("counted_of", CODE, 9, "Tập hợp", "Of"),
        WIDE_OF("how", WORD, 10, "Nguồn", "How"),
        COLUMN_OF("numerator", COUNT, 0, "Tử số", "Numerator"),
        COLUMN_OF("denominator", COUNT, 0, "Mẫu số", "Denominator"),
        COLUMN_OF("percent", POINTS, 0, "Tỷ lệ %", "Percent"),
        COLUMN_OF("days", POINTS, 0, "Ngày", "Days"),
        COLUMN_OF("most", POINTS, 0, "Điểm tối đa", "Most"),
        COLUMN_OF("score", POINTS, 0, "Điểm", "Score"),
        WIDE_OF("rank", COUNT, 4, "Hạng", "Rank"),
        WIDE_OF("ranked", COUNT, 4, "Trong", "Among"),
        PAGE_OF(HEADING, "version", CODE, 11, "Phiên bản", "Version"),
        WIDE_OF("other_how", WORD, 10, "Nguồn (2)", "How (2)"),
        COLUMN_OF("other_numerator", COUNT, 0, "Tử số (2)", "Numerator (2)"),
        COLUMN_OF("other_denominator", COUNT, 0, "Mẫu số (2)", "Denominator (2)"),
        COLUMN_OF("other_percent", POINTS, 0, "Tỷ lệ % (2)", "Percent (2)"),
        COLUMN_OF("other_most", POINTS, 0, "Điểm tối đa (2)", "Most (2)"),
        COLUMN_OF("other_score", POINTS, 0, "Điểm (2)", "Score (2)"),
        WIDE_OF("other_rank", COUNT, 4, "Hạng (2)", "Rank (2)"),
        PAGE_OF(HEADING, "other_version", CODE, 11, "Phiên bản (2)", "Version (2)"),
        COLUMN_OF("difference", POINTS, 0, "Chênh lệch", "Difference"),
        WIDE_OF("remark", TEXT, 40, "Ghi chú", "Remark"),
        {0},
};
enum {
        C_UNIT,
        C_UNIT_NAME,
        C_KIND,
        C_NUMBER,
        C_ITEM,
        C_NAME,
        C_POPULATION,
        C_HOW,
        C_NUMERATOR,
        C_DENOMINATOR,
        C_PERCENT,
        C_DAYS,
        C_MOST,
        C_SCORE,
        C_RANK,
        C_RANKED,
        C_VERSION,
        C_OTHER_HOW,
        C_OTHER_NUMERATOR,
        C_OTHER_DENOMINATOR,
        C_OTHER_PERCENT,
        C_OTHER_MOST,
        C_OTHER_SCORE,
        C_OTHER_RANK,
        C_OTHER_VERSION,
        C_DIFFERENCE,
        C_REMARK,
        C_COUNT
};
_Static_assert(C_COUNT + 1 == sizeof(columns) / sizeof(columns[0]), "a name for each column");

static const struct form form = {
        .note = {"Dùng để theo dõi nội bộ, không phải báo cáo chính thức. Tỷ lệ và điểm thành phần làm tròn "
                 "đến "
                 "hai chữ số, điểm nhóm là tổng điểm thành phần đã làm tròn. R: tiếp nhận trong kỳ và chuyển "
                 "sang; N: tiếp nhận trong kỳ; NOW: hiện trạng danh mục.",
                 "For internal following, not the official report. Percents and parts are rounded to two "
                 "places, "
                 "groups are sums of rounded parts. R: received in the period or carried over into it; N: "
                 "received in the period; NOW: the catalogue of its last day. Points of 0/0 and of the "
                 "province "
                 "are part of the total, and stand below it (docs/index766.md)."},
        .columns = columns,
};

struct putting {
        struct answer *a;
        const struct index_board *b;
        int unit;
        struct cell cell[C_COUNT];
        enum row_mark mark;
        char remark[200];
};

static void put_text(struct putting *p, int column, const char *text)
{
        if (text)
                p->cell[column] = (struct cell){.known = true, .text = text_of(text)};
}

static void put_number(struct putting *p, int column, int64_t n)
{
        p->cell[column] = (struct cell){.known = true, .n = n};
}

static const char *pick(const struct putting *p, const char *vietnamese, const char *english)
{
        return p->a->q->names_in == VIETNAMESE ? vietnamese : english;
}

static void begin_row(struct putting *p, const char *item, const char *name)
{
        const struct index_unit *unit = &p->b->counts.units.of[p->unit];

        memset(p->cell, 0, sizeof(p->cell));
        p->mark = ROW_PLAIN;
        put_text(p, C_UNIT, unit->code);
        put_text(p, C_UNIT_NAME, unit->name);
        put_text(p, C_KIND,
                 p->unit < p->b->counts.units.provinces ? "PROVINCE" : index_unit_kind_names[unit->kind]);
        put_text(p, C_ITEM, item);
        put_text(p, C_NAME, name);
        put_text(p, C_VERSION, p->b->rules[0].version);
        if (p->b->versions > 1)
                put_text(p, C_OTHER_VERSION, p->b->rules[1].version);
}

static enum fault end_row(struct putting *p, struct err *e)
{
        if (p->cell[C_SCORE].known && p->cell[C_OTHER_SCORE].known)
                put_number(p, C_DIFFERENCE, p->cell[C_OTHER_SCORE].n - p->cell[C_SCORE].n);
        return answer_row(p->a, &(struct answer_row){.cell = p->cell, .mark = p->mark}, e);
}

static const char *how(const struct index_result *r, int i)
{
        static const char *const origins[] = {[ORIGIN_UNKNOWN] = "UNKNOWN",
                                              [ORIGIN_COUNTED] = "COUNTED",
                                              [ORIGIN_GIVEN] = "GIVEN",
                                              [ORIGIN_INHERITED] = "INHERITED"};

        if (r->scores.part[i].state == PART_GIVEN)
                return "NOT_MEANT";
        if (r->scores.part[i].state == PART_UNKNOWN)
                return "UNKNOWN";
        if (r->scores.part[i].state == PART_NOTHING && r->origin[i] != ORIGIN_INHERITED)
                return "NOTHING";
        return origins[r->origin[i]];
}

/* A catalogue that is silent. */
static void put_remark(struct putting *p, const struct index_item *item, const struct index_result *r, int i)
{
        const int64_t *count = p->b->counts.units.of[p->unit].count;
        const bool paper = item->denominator == IM_handled_with_paper;
        const bool fee = item->denominator == IM_fee_procedures;
        const int64_t n = paper ? count[IM_paper_unknown] : fee ? count[IM_fee_procedures_unknown] : 0;

        if (n == 0 || r->origin[i] != ORIGIN_COUNTED)
                return;
        snprintf(p->remark, sizeof(p->remark), "%" PRId64 " %s", n,
                 paper ? pick(p,
                              "hồ sơ có thủ tục mà danh mục chưa ghi kết quả là giấy tờ hay không: vẫn tính",
                              "dossiers whose procedure the catalogue does not say to return a paper or not: "
                              "counted")
                       : pick(p, "thủ tục mà danh mục chưa ghi có phí hay không: theo hồ sơ",
                              "procedures that the catalogue does not say to have a fee or not: as their "
                              "dossiers say"));
        put_text(p, C_REMARK, p->remark);
}

/* The columns of a part, from `first`: how, numerator, denominator, percent; the points apart. */
static void put_part(struct putting *p, const struct index_item *item, const struct index_result *r, int i,
                     int first, int most)
{
        const struct index_part *part = &r->scores.part[i];

        put_text(p, first, how(r, i));
        put_remark(p, item, r, i);
        if (r->figure[i].known && item->form == INDEX_SHARE) {
                put_number(p, first + 1, r->figure[i].numerator);
                put_number(p, first + 2, r->figure[i].denominator);
        }
        if (part->has_percent)
                put_number(p, item->form == INDEX_MEAN ? C_DAYS : first + 3, part->percent);
        if (item->points == 0)
                return;
        put_number(p, most, part->points);
        if (part->state != PART_UNKNOWN)
                put_number(p, most + 1, part->score);
}

/* Units of a province cannot differ in what is the province's, or not meant for them. */
static bool is_own(const struct putting *p, int version, int i)
{
        const struct index_result *r = index_result_of(p->b, p->unit, version);

        return r->origin[i] != ORIGIN_INHERITED && r->scores.part[i].state != PART_GIVEN;
}

/* An item that one version alone has, or that they have in another order, is found by its code. */
static enum fault put_item(struct putting *p, int version, int i, struct err *e)
{
        const struct index_board *b = p->b;
        const struct index_item *item = &b->rules[version].item[i];
        const int other = b->versions > 1 ? index_item_find(&b->rules[1 - version], text_of(item->code)) : -1;

        begin_row(p, item->code, item->name[p->a->q->names_in]);
        put_text(p, C_NUMBER, item->number);
        put_text(p, C_POPULATION, index_population_names[item->population]);
        if (!is_own(p, version, i) && (other < 0 || !is_own(p, 1 - version, other)))
                p->mark = ROW_FAINT;
        if (version == 0)
                put_part(p, item, index_result_of(b, p->unit, 0), i, C_HOW, C_MOST);
        if (version == 1)
                put_part(p, item, index_result_of(b, p->unit, 1), i, C_OTHER_HOW, C_OTHER_MOST);
        if (version == 0 && other >= 0)
                put_part(p, &b->rules[1].item[other], index_result_of(b, p->unit, 1), other, C_OTHER_HOW,
                         C_OTHER_MOST);
        return end_row(p, e);
}

/* Items of the group in the order of the first version, then those that only the second one has. */
static enum fault put_items(struct putting *p, enum index_group group, struct err *e)
{
        const struct index_board *b = p->b;

        for (int v = 0; v < b->versions && v < 2; v++) {
                for (int i = 0; i < b->rules[v].n; i++) {
                        const struct index_item *item = &b->rules[v].item[i];
                        if (item->group != group ||
                            (v == 1 && index_item_find(&b->rules[0], text_of(item->code)) >= 0))
                                continue;
                        if (put_item(p, v, i, e) != OK)
                                return e->kind;
                }
        }
        return OK;
}

static enum fault put_sums(struct putting *p, const char *item, const char *name, const int64_t most[2],
                           const int64_t score[2], struct err *e)
{
        begin_row(p, item, name);
        p->mark = most ? ROW_SUM : ROW_PLAIN;
        for (int v = 0; v < p->b->versions && v < 2; v++) {
                if (most)
                        put_number(p, v ? C_OTHER_MOST : C_MOST, most[v]);
                put_number(p, v ? C_OTHER_SCORE : C_SCORE, score[v]);
        }
        if (!strcmp(item, "TOTAL")) {
                const struct index_result *r = index_result_of(p->b, p->unit, 0);
                if (r->rank > 0) {
                        put_number(p, C_RANK, r->rank);
                        put_number(p, C_RANKED, r->ranked);
                        if (p->b->versions > 1)
                                put_number(p, C_OTHER_RANK, index_result_of(p->b, p->unit, 1)->rank);
                }
        }
        return end_row(p, e);
}

static enum fault put_groups(struct putting *p, struct err *e)
{
        const int last = p->b->versions > 1 ? 1 : 0;
        const struct index_scores *s[2] = {&index_result_of(p->b, p->unit, 0)->scores,
                                           &index_result_of(p->b, p->unit, last)->scores};
        char code[32];

        for (int g = 0; g < INDEX_GROUPS; g++) {
                snprintf(code, sizeof(code), "GROUP_%s", index_group_names[g]);
                if (put_items(p, (enum index_group)g, e) != OK ||
                    put_sums(p, code, index_group_titles[g][p->a->q->names_in],
                             (int64_t[]){s[0]->group_points[g], s[1]->group_points[g]},
                             (int64_t[]){s[0]->group[g], s[1]->group[g]}, e) != OK)
                        return e->kind;
        }
        return OK;
}

static int64_t unknown_points(const struct putting *p, int version)
{
        const struct index_rules *rules = &p->b->rules[version];
        int64_t points = 0;

        for (int i = 0; i < rules->n; i++) {
                if (index_result_of(p->b, p->unit, version)->scores.part[i].state == PART_UNKNOWN)
                        points += rules->item[i].points;
        }
        return points;
}

static enum fault put_unit(struct putting *p, struct err *e)
{
        const int last = p->b->versions > 1 ? 1 : 0;
        const struct index_result *r[2] = {index_result_of(p->b, p->unit, 0),
                                           index_result_of(p->b, p->unit, last)};

        if (put_groups(p, e) != OK ||
            put_sums(p, "TOTAL", pick(p, "Tổng điểm", "Total"),
                     (int64_t[]){r[0]->scores.points, r[1]->scores.points},
                     (int64_t[]){r[0]->scores.total, r[1]->scores.total}, e) != OK ||
            put_sums(p, "OF_NOTHING", pick(p, "trong đó do không phát sinh (0/0)", "of it from 0/0"), NULL,
                     (int64_t[]){r[0]->scores.of_nothing, r[1]->scores.of_nothing}, e) != OK ||
            put_sums(p, "INHERITED", pick(p, "trong đó theo số liệu của tỉnh", "of it the province's"), NULL,
                     (int64_t[]){r[0]->inherited, r[1]->inherited}, e) != OK ||
            put_sums(p, "NOT_MEANT",
                     pick(p, "trong đó chỉ tiêu không áp dụng cho cấp xã", "of it not meant for communes"),
                     NULL, (int64_t[]){r[0]->scores.given, r[1]->scores.given}, e) != OK)
                return e->kind;
        begin_row(p, "UNKNOWN",
                  pick(p, "Điểm của chỉ tiêu chưa có số liệu", "points of items that nobody told"));
        put_number(p, C_MOST, unknown_points(p, 0));
        if (p->b->versions > 1)
                put_number(p, C_OTHER_MOST, unknown_points(p, 1));
        return end_row(p, e);
}

/* A flag that a source always says alike, with the dossiers of R whose flag was left out. */
static enum fault put_constant(struct putting *p, const struct index_constant *c, struct err *e)
{
        char name[160];

        memset(p->cell, 0, sizeof(p->cell));
        p->mark = ROW_PLAIN;
        snprintf(name, sizeof(name), "%s=%s %s", c->flag, c->value,
                 pick(p, "ở mọi hồ sơ của nguồn: không tính", "in all that it says: left out"));
        put_text(p, C_UNIT, c->source);
        put_text(p, C_KIND, "SOURCE");
        put_text(p, C_ITEM, "FLAG_LEFT_OUT");
        put_text(p, C_NAME, name);
        put_text(p, C_POPULATION, "R");
        put_number(p, C_NUMERATOR, c->dossiers);
        return end_row(p, e);
}

static bool is_shown(const struct answer *a, const struct index_board *b, int unit)
{
        const struct index_unit *u = &b->counts.units.of[unit];

        if (unit < b->counts.units.provinces)
                return true;
        for (int m = 0; a->q->by_unit && m < IM_COUNT; m++) {
                if (u->count[m] != 0)
                        return true;
        }
        return false;
}

static enum fault put_board(struct answer *a, const struct index_board *b, struct err *e)
{
        struct putting p = {.a = a, .b = b};
        enum fault fault = OK;

        for (p.unit = 0; fault == OK && p.unit < b->counts.units.n; p.unit++) {
                if (is_shown(a, b, p.unit))
                        fault = put_unit(&p, e);
        }
        for (int i = 0; fault == OK && i < b->counts.constants.n; i++) {
                if (b->counts.constants.of[i].left_out)
                        fault = put_constant(&p, &b->counts.constants.of[i], e);
        }
        return fault;
}

static enum fault rows(struct answer *a, struct err *e)
{
        struct index_board *b = need_alloc(sizeof(*b));
        struct index_question q = {.range = a->q->range, .with_vertical = a->q->with_vertical};
        enum fault fault = index_board_rules(b, a->q->rules_file, a->q->rules_version, e);

        a->population.source = "dossiers";
        if (fault == OK)
                fault = index_board_make(b, a->pg, a->warehouse, &q, e);
        if (fault == OK)
                fault = put_board(a, b, e);
        index_board_free(b);
        free(b);
        return fault;
}

const struct report report_index766 = {
        .name = "index766",
        .title = {"Bộ chỉ số 766 (QĐ 766/QĐ-TTg)", "Index 766 (QD 766/QD-TTg)"},
        .about = "index 766 by the portal's rules and by their description, with the difference",
        .takes = TAKES_AS_OF | TAKES_VERTICAL | TAKES_INDEX,
        .rule_version = RULE_INDEX766,
        .key = "unit,item",
        .form = &form,
        .rows = rows,
};
