/* SPDX-License-Identifier: Apache-2.0
 *
 * late.c - every dossier that was resolved late in the range, and, of a range that is not over, every one
 * that runs past its return date now; how late in working time, and at whom.
 */
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("dossier", CODE, 30, "Mã hồ sơ", "Dossier"),
        WIDE_OF("agency", CODE, 16, "Mã cơ quan", "Agency"),
        WIDE_OF("agency_name", TEXT, 28, "Tên cơ quan", "Name"),
        WIDE_OF("procedure", CODE, 12, "Thủ tục", "Procedure"),
        WIDE_OF("state", WORD, 12, "Tình trạng", "State"),
        WIDE_OF("received_at", INSTANT, 19, "Tiếp nhận", "Received"),
        WIDE_OF("due_at", INSTANT, 19, "Hẹn trả", "Due"),
        WIDE_OF("ended_at", INSTANT, 19, "Kết thúc", "Resolved"),
        WIDE_OF("late_minutes", MINUTES, 13, "Trễ (ngày làm việc)", "Late (working days)"),
        {0},
};

static const struct form form = {
        .note = {"Thời gian trễ: giờ làm việc từ hẹn trả đến khi giải quyết, hoặc đến nay; ngày làm việc 8 "
                 "giờ.",
                 "Late: working time from the return date to the resolution, or to now; days of 8 hours."},
        .columns = columns,
};

static int more(const struct question *q, struct pg_param out[MORE_MOST])
{
        out[0] = q->filter.procedures;
        out[1] = pg_text(text_of(q->filter.state));
        out[2] = filter_minutes(&q->filter);
        out[3] = pg_bool(q->filter.longest_first);
        return 4;
}

const struct report report_late = {
        .name = "late",
        .title = {"Danh sách hồ sơ quá hạn", "Late dossiers"},
        .about = "each dossier resolved late in the range, or overdue now: at whom, how late in working time",
        .population = {"hồ sơ giải quyết trễ trong kỳ, hoặc đang quá hạn",
                       "resolved late in the range, or overdue now"},
        .takes = TAKES_KIND | TAKES_CLASS | TAKES_VERTICAL | TAKES_AGENCY | TAKES_PROCEDURE | TAKES_LATE,
        .form = &form,
        .query = SQL_report_late,
        .more = more,
        .source = "dossier",
};
