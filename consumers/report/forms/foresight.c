/* SPDX-License-Identifier: Apache-2.0
 *
 * foresight.c - dossiers in process, and the chance of each to end late: the most likely first. What a chance
 * is, docs/foresight.md says; without a fit there is none.
 */
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("dossier", CODE, 30, "Mã hồ sơ", "Dossier"),
        WIDE_OF("agency", CODE, 16, "Mã cơ quan", "Agency"),
        WIDE_OF("agency_name", TEXT, 28, "Tên cơ quan", "Name"),
        WIDE_OF("procedure", CODE, 12, "Thủ tục", "Procedure"),
        WIDE_OF("received_at", INSTANT, 19, "Tiếp nhận", "Received"),
        WIDE_OF("due_at", INSTANT, 19, "Hẹn trả", "Due"),
        WIDE_OF("paused_at", INSTANT, 19, "Tạm dừng từ", "Paused since"),
        WIDE_OF("elapsed_minutes", MINUTES, 13, "Đã xử lý (ngày làm việc)", "Elapsed (working days)"),
        WIDE_OF("left_minutes", MINUTES, 13, "Còn lại (ngày làm việc)", "Left (working days)"),
        WIDE_OF("chance", POINTS, 10, "Khả năng trễ (%)", "Chance to be late (%)"),
        WIDE_OF("alike", COUNT, 10, "Hồ sơ tương tự", "Alike"),
        WIDE_OF("alike_late", COUNT, 10, "Trong đó trễ", "Of them late"),
        WIDE_OF("alike_by", WORD, 22, "Tương tự theo", "Alike by"),
        {0},
};

static const struct form form = {
        .note = {"Khả năng trễ: trong số hồ sơ tương tự đã kéo dài hơn thời gian đã xử lý, phần kéo dài hơn "
                 "thời hạn; trống: chưa biết.",
                 "Chance: of the dossiers like it that took longer than it has by now, the part that took "
                 "longer "
                 "than its return date allows; empty: not known."},
        .columns = columns,
};

static enum fault rows(struct answer *a, struct err *e)
{
        const struct question *q = a->q;
        const struct pg_param params[] = {pg_date(q->range.first),
                                          pg_date(q->range.last),
                                          pg_int4((int32_t)q->case_kind),
                                          pg_bool(q->with_vertical),
                                          pg_int4(q->agency_id),
                                          pg_instant(q->now),
                                          q->filter.procedures,
                                          pg_instant(q->filter.due_at_from),
                                          pg_instant(q->filter.due_at_to),
                                          pg_text(text_of(q->filter.state))};
        const struct pg_param now = pg_instant(q->now);
        struct pg_result *r;
        a->population.source = "foresight_curve";
        if (pg_run_kept(a->pg, SQL_report_now, &now, 1, &r, e) != OK)
                return e->kind;
        const bool taken = pg_get_int(r, 0, COL_report_now_taken) != 0;
        pg_free(r);
        if (!taken)
                return fail(e, USAGE,
                            "chances at another time than now (clock.*) are for who sees everything alone: "
                            "one agency's dossiers would show the curves of all (docs/access.md)");
        return answer_query(a, SQL_report_foresight, params, 10, e);
}

const struct report report_foresight = {
        .name = "foresight",
        .title = {"Hồ sơ đang xử lý có nguy cơ trễ hạn", "Dossiers in process that may be late"},
        .about = "each dossier in process: its chance to end late, by how long others like it took "
                 "(hentra foresight)",
        .population = {"hồ sơ tiếp nhận trong kỳ, đang xử lý, chưa quá hạn",
                       "received in the range, in process now and not overdue"},
        .takes = TAKES_KIND | TAKES_VERTICAL | TAKES_AGENCY | TAKES_PROCEDURE | TAKES_DUE,
        .form = &form,
        .rows = rows,
};
