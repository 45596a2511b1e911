/* SPDX-License-Identifier: Apache-2.0
 *
 * quality.c - each mark of each dossier that was received in the range: what to look at, and whether the
 * dossier counts as late.
 */
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("dossier", CODE, 30, "Mã hồ sơ", "Dossier"),
        WIDE_OF("agency", CODE, 16, "Mã cơ quan", "Agency"),
        WIDE_OF("agency_name", TEXT, 28, "Tên cơ quan", "Name"),
        WIDE_OF("procedure", CODE, 12, "Thủ tục", "Procedure"),
        WIDE_OF("mark", CODE, 20, "Dấu hiệu", "Mark"),
        WIDE_OF("lateness", WORD, 10, "Kết quả", "Class"),
        WIDE_OF("received_at", INSTANT, 19, "Tiếp nhận", "Received"),
        WIDE_OF("due_at", INSTANT, 19, "Hẹn trả", "Due"),
        WIDE_OF("ended_at", INSTANT, 19, "Kết thúc", "Ended"),
        WIDE_OF("days_apart", COUNT, 9, "Lệch, ngày làm việc", "Working days off"),
        WIDE_OF("about", TEXT, 40, "Ý nghĩa", "Meaning"),
        {0},
};

static const struct form form = {.columns = columns};

static int more(const struct question *q, struct pg_param out[MORE_MOST])
{
        out[0] = pg_int4(q->due_days);
        out[1] = q->filter.procedures;
        out[2] = pg_text(text_of(q->filter.mark));
        return 3;
}

const struct report report_quality = {
        .name = "quality",
        .title = {"Danh sách hồ sơ cần kiểm tra dữ liệu", "Dossiers whose data want a look"},
        .about = "each mark of each dossier received in the range: data that want a look",
        .population = {"hồ sơ tiếp nhận trong kỳ có dấu hiệu cần kiểm tra",
                       "received in the range, with a mark"},
        .takes = TAKES_KIND | TAKES_CLASS | TAKES_VERTICAL | TAKES_AGENCY | TAKES_PROCEDURE | TAKES_MARK,
        .key = "dossier,mark",
        .form = &form,
        .query = SQL_report_quality,
        .more = more,
        .source = "dossier_quality",
};
