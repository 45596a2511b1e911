/* SPDX-License-Identifier: Apache-2.0
 *
 * satisfaction.c - of each unit: dossiers and petitions whose people may be taken to be content, as index 766
 * has it (5.3, 5.4), with what was taken off.
 *
 * Rule: of a dossier, lateness is taken off, and of those in time once more those that were disliked, or that
 * a petition is about: one that is late and disliked, or about which two petitions are, is taken off once.
 * Of a petition so: late, else disliked or raised again.
 *
 * A rating is what the source said last of the dossier, so one voice each: events hold no counts of likes and
 * dislikes. A petition belongs to a dossier by what it says it is about.
 */
#include "consumers/report/index/board.h"
#include "consumers/report/reports.h"
#include "core/base/bytes.h"
#include <stdlib.h>

static const struct form_column columns[] = {
        WIDE_OF("unit", CODE, 14, "Mã đơn vị", "Unit"),
        WIDE_OF("unit_name", TEXT, 28, "Đơn vị", "Name"),
        WIDE_OF("kind", WORD, 10, "Loại", "Kind"),
        WIDE_OF("dossiers", COUNT, 9, "Hồ sơ", "Dossiers"),
        WIDE_OF("late", COUNT, 9, "Quá hạn", "Not in time"),
        WIDE_OF("complained", COUNT, 9, "Đúng hạn, bị phản ánh", "In time, complained"),
        WIDE_OF("satisfied", COUNT, 9, "Hài lòng", "Satisfied"),
        RATE_OF("satisfied_rate", 0, "Tỷ lệ", "Rate", "satisfied", "dossiers"),
        WIDE_OF("petitions", COUNT, 9, "Phản ánh", "Petitions"),
        WIDE_OF("petitions_late", COUNT, 9, "Phản ánh quá hạn", "Late"),
        WIDE_OF("petitions_complained", COUNT, 9, "Đúng hạn, không hài lòng", "In time, again"),
        WIDE_OF("petitions_satisfied", COUNT, 9, "Hài lòng", "Satisfied"),
        RATE_OF("petitions_rate", 0, "Tỷ lệ", "Rate", "petitions_satisfied", "petitions"),
        {0},
};
enum {
        C_UNIT,
        C_UNIT_NAME,
        C_KIND,
        C_DOSSIERS,
        C_LATE,
        C_COMPLAINED,
        C_SATISFIED,
        C_PETITIONS = C_SATISFIED + 2,
        C_PETITIONS_LATE,
        C_PETITIONS_COMPLAINED,
        C_PETITIONS_SATISFIED,
        COLUMNS = C_PETITIONS_SATISFIED + 2
};
_Static_assert(COLUMNS + 1 == sizeof(columns) / sizeof(columns[0]), "a place for each column");

static const struct form form = {
        .note = {"Quá hạn gồm cả hồ sơ đang giải quyết đã quá hạn và hồ sơ không có hạn trả. Mỗi hồ sơ, phản "
                 "ánh chỉ "
                 "bị trừ một lần: quá hạn, nếu không thì bị đánh giá không hài lòng, có phản ánh (hồ sơ) "
                 "hoặc phản "
                 "ánh lại.",
                 "Not in time are also those in process past their return date, and those without one. Each "
                 "dossier "
                 "and petition is taken off once: not in time, else disliked, or petitioned about, or raised "
                 "again."},
        .columns = columns,
};

static struct cell count_of(int64_t n)
{
        return (struct cell){.known = true, .n = n};
}

static struct cell text_cell(const char *text)
{
        return (struct cell){.known = text != NULL, .text = text_of(text)};
}

static enum fault put_unit(struct answer *a, const struct index_unit *u, struct err *e)
{
        const int64_t *n = u->count;
        struct cell cell[COLUMNS] = {{0}};
        cell[C_UNIT] = text_cell(u->code);
        cell[C_UNIT_NAME] = text_cell(u->name);
        cell[C_KIND] = text_cell(index_unit_kind_names[u->kind]);
        cell[C_DOSSIERS] = count_of(n[IM_handled]);
        cell[C_LATE] = count_of(n[IM_handled] - n[IM_in_time]);
        cell[C_COMPLAINED] = count_of(n[IM_in_time] - n[IM_satisfied]);
        cell[C_SATISFIED] = count_of(n[IM_satisfied]);
        cell[C_PETITIONS] = count_of(n[IM_petitions]);
        cell[C_PETITIONS_LATE] = count_of(n[IM_petitions] - n[IM_petitions_in_time]);
        cell[C_PETITIONS_COMPLAINED] = count_of(n[IM_petitions_in_time] - n[IM_petitions_satisfied]);
        cell[C_PETITIONS_SATISFIED] = count_of(n[IM_petitions_satisfied]);
        return answer_row(a, &(struct answer_row){.cell = cell}, e);
}

static enum fault put_units(struct answer *a, const struct index_units *units, struct err *e)
{
        enum fault fault = OK;
        for (int i = 0; fault == OK && i < units->n; i++) {
                const struct index_unit *u = &units->of[i];
                if (u->count[IM_handled] > 0 || u->count[IM_petitions] > 0)
                        fault = put_unit(a, u, e);
        }
        return fault;
}

/* The limits of petitions are those of the built-in rules. */
static enum fault rows(struct answer *a, struct err *e)
{
        struct index_board *b = need_alloc(sizeof(*b));
        struct index_counts counts = {0};
        struct index_question q = {.range = a->q->range, .with_vertical = a->q->with_vertical};
        enum fault fault = index_board_rules(b, NULL, NULL, e);

        a->population.source = "dossiers";
        q.limits = b->rules[0].limits;
        if (fault == OK)
                fault = index_count(a->pg, a->warehouse, &q, &counts, e);
        if (fault == OK)
                fault = put_units(a, &counts.units, e);
        index_counts_free(&counts);
        index_board_free(b);
        free(b);
        return fault;
}

const struct report report_satisfaction = {
        .name = "satisfaction",
        .title = {"Mức độ hài lòng (QĐ 766/QĐ-TTg, 5.3 và 5.4)", "Satisfaction (QD 766/QD-TTg, 5.3 and 5.4)"},
        .about = "of each unit: dossiers and petitions in time about which nobody complained, each taken off "
                 "once",
        .population =
                {"hồ sơ tiếp nhận trong kỳ và kỳ trước chuyển sang; phản ánh, kiến nghị tiếp nhận lần đầu "
                 "trong kỳ",
                 "dossiers received in the period and carried over; petitions first received in the period"},
        .takes = TAKES_AS_OF | TAKES_VERTICAL,
        .rule_version = RULE_INDEX766,
        .by_instant = true,
        .form = &form,
        .rows = rows,
};
