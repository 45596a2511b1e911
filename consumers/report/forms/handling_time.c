/* SPDX-License-Identifier: Apache-2.0
 *
 * handling_time.c - how long a procedure takes, in working time, of what was resolved in the range.
 *
 * Rule: from the reception to the end, by the working calendar; pauses are not taken off. An end before the
 * reception took no time.
 */
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("procedure", CODE, 14, "Thủ tục", "Procedure"),
        WIDE_OF("procedure_name", TEXT, 36, "Tên thủ tục", "Name"),
        WIDE_OF("resolved", COUNT, 9, "Đã giải quyết", "Resolved"),
        WIDE_OF("mean_minutes", MINUTES, 13, "Trung bình", "Mean"),
        WIDE_OF("median_minutes", MINUTES, 13, "Trung vị", "Half within"),
        WIDE_OF("most_minutes", MINUTES, 13, "95 % trong vòng", "95 % within"),
        WIDE_OF("statutory_minutes", MINUTES, 13, "Thời hạn quy định", "Statutory"),
        WIDE_OF("beyond", COUNT, 9, "Vượt quy định", "Beyond it"),
        WIDE_OF("measured", COUNT, 9, "Có quy định", "With such a limit"),
        RATE_OF("beyond_rate", 0, "Tỷ lệ vượt", "Rate beyond", "beyond", "measured"),
        {0},
};

static const struct form form = {
        .note = {"Thời gian làm việc từ tiếp nhận đến kết thúc, chưa trừ thời gian tạm dừng; ngày làm việc 8 "
                 "giờ.",
                 "Working time from reception to end, pauses not taken off; days of 8 hours."},
        .columns = columns,
};

const struct report report_handling_time = {
        .name = "handling-time",
        .title = {"Thời gian giải quyết theo thủ tục", "Handling time by procedure"},
        .about = "working time from reception to end, by procedure: mean, middle, slowest twentieth",
        .population = {"hồ sơ đã giải quyết trong kỳ của thủ tục có thời hạn quy định",
                       "resolved in the range, of procedures with a statutory time"},
        .takes = TAKES_KIND | TAKES_VERTICAL | TAKES_AGENCY,
        .form = &form,
        .query = SQL_report_handling_time,
        .source = "dossier",
};
