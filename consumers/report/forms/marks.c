/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.c - how many dossiers of the range bear a mark, and how late those with and without it were: whether
 * doubtful data make the figures look better.
 */
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("mark", CODE, 22, "Dấu hiệu", "Mark"),
        WIDE_OF("marked", COUNT, 9, "Có dấu hiệu", "Marked"),
        WIDE_OF("resolved", COUNT, 9, "Đã giải quyết, có hạn", "Resolved, due date"),
        RATE_OF("marked_rate", 0, "Tỷ lệ có dấu hiệu", "Marked rate", "marked", "resolved"),
        WIDE_OF("late_with", COUNT, 9, "Quá hạn, có", "Late with"),
        RATE_OF("late_rate_with", 0, "Tỷ lệ, có", "Rate with", "late_with", "marked"),
        WIDE_OF("late_without", COUNT, 9, "Quá hạn, không có", "Late without"),
        WIDE_OF("unmarked", COUNT, 9, "Không có dấu hiệu", "Unmarked"),
        RATE_OF("late_rate_without", 0, "Tỷ lệ, không có", "Rate without", "late_without", "unmarked"),
        WIDE_OF("about", TEXT, 40, "Ý nghĩa", "Meaning"),
        {0},
};

static const struct form form = {
        .note = {"ANY: có ít nhất một dấu hiệu. Một hồ sơ có nhiều dấu hiệu được đếm ở mỗi dòng.",
                 "ANY: at least one mark. A dossier with several marks is counted in each of their rows."},
        .columns = columns,
};

const struct report report_marks = {
        .name = "marks",
        .title = {"Dấu hiệu dữ liệu và tỷ lệ quá hạn", "Marks of data quality and lateness"},
        .about = "how many dossiers bear a mark, and lateness with and without them",
        .population = {"hồ sơ đã giải quyết trong kỳ, có hạn trả", "resolved in the range, with a due date"},
        .takes = TAKES_KIND | TAKES_CLASS | TAKES_VERTICAL | TAKES_AGENCY,
        .form = &form,
        .query = SQL_report_marks,
        .source = "dossier_quality",
};
