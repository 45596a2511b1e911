/* SPDX-License-Identifier: Apache-2.0
 *
 * form06.c - form 06 of TT 01/2020/TT-VPCP: its columns (1) to (11), beside them the dossiers that it leaves
 * out.
 */
#include "consumers/report/feed.h"
#include "consumers/report/reports.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"

static const struct form_column form06_columns[] = {
        COLUMN_OF("total", COUNT, 0, "Tổng số (1)", "Total (1)"),
        COLUMN_OF("received", COUNT, 0, "Trong kỳ (2)+(3)", "In period (2)+(3)"),
        COLUMN_OF("received_online", COUNT, 0, "Trực tuyến (2)", "Online (2)"),
        COLUMN_OF("received_direct_postal", COUNT, 0, "Trực tiếp, BCCI (3)", "Direct, postal (3)"),
        COLUMN_OF("carried_over", COUNT, 0, "Kỳ trước (4)", "Carried over (4)"),
        COLUMN_OF("transferred_in", COUNT, 0, "Chuyển đến", "Transferred in"),
        COLUMN_OF("reopened", COUNT, 0, "Mở lại", "Reopened"),
        COLUMN_OF("resolved", COUNT, 1, "Tổng số (5)", "Total (5)"),
        COLUMN_OF("resolved_early", COUNT, 1, "Trước hạn (6)", "Early (6)"),
        COLUMN_OF("resolved_on_time", COUNT, 1, "Đúng hạn (7)", "On time (7)"),
        COLUMN_OF("resolved_overdue", COUNT, 1, "Quá hạn (8)", "Overdue (8)"),
        COLUMN_OF("resolved_no_due", COUNT, 1, "Không có hạn", "No due date"),
        COLUMN_OF("resolved_in_time", COUNT, 1, "Không quá hạn (6)+(7)", "In time (6)+(7)"),
        COLUMN_OF("judged", COUNT, 1, "Có hạn", "With due date"),
        RATE_OF("on_time_rate", 1, "Tỷ lệ", "Rate", "resolved_in_time", "judged"),
        COLUMN_OF("in_process", COUNT, 2, "Tổng số (9)", "Total (9)"),
        COLUMN_OF("in_time", COUNT, 2, "Trong hạn (10)", "In time (10)"),
        COLUMN_OF("overdue", COUNT, 2, "Quá hạn (11)", "Overdue (11)"),
        COLUMN_OF("no_due", COUNT, 2, "Không có hạn", "No due date"),
        COLUMN_OF("paused", COUNT, 2, "Trong đó tạm dừng", "Of these paused"),
        COLUMN_OF("refused", COUNT, 3, "Từ chối", "Refused"),
        COLUMN_OF("withdrawn", COUNT, 3, "Rút hồ sơ", "Withdrawn"),
        COLUMN_OF("stopped", COUNT, 3, "Dừng xử lý", "Stopped"),
        COLUMN_OF("transferred_out", COUNT, 3, "Chuyển đi", "Transferred out"),
        COLUMN_OF("official_resolved", COUNT, 3, "(5) gồm hồ sơ rút", "(5) with withdrawn"),
        COLUMN_OF("official_on_time", COUNT, 3, "(6)+(7) gồm hồ sơ rút", "(6)+(7) with withdrawn"),
        COLUMN_OF("backdated", COUNT, 3, "(5) ghi lùi ngày", "(5) backdated"),
        COLUMN_OF("erased", COUNT, 3, "(5) đã xóa trễ hạn", "(5) once late"),
        COLUMN_OF("broken", IDENTITY, 3, "Không khớp", "Broken"),
        {0},
};

static const struct form form06 = {
        .block = {{"Tiếp nhận", "Received"},
                  {"Đã giải quyết", "Resolved"},
                  {"Đang giải quyết", "In process"},
                  {"Kết thúc khác, luân chuyển", "Ended otherwise, moved"}},
        .note = {"(3) gồm cả hồ sơ không rõ kênh tiếp nhận, như quy ước của cổng dịch vụ công. Hồ sơ rút nằm "
                 "ngoài "
                 "(5) và (7), "
                 "trừ hai cột theo biểu chính thức. Ghi lùi ngày, đã xóa trễ hạn: trong (5), theo những gì "
                 "biết đến "
                 "nay "
                 "(dossier_quality).",
                 "(3) holds dossiers of no known channel too, as the portal's interface has it. Withdrawn "
                 "dossiers "
                 "stand outside "
                 "(5) and (7), but for the two columns that follow the official form. Backdated, once late: "
                 "of (5), "
                 "by "
                 "all that is known now (dossier_quality)."},
        .columns = form06_columns,
};

static enum fault ask(struct answer *a, struct flows *flows, struct err *e)
{
        const struct question *q = a->q;
        struct bytes groups = {0};
        const bool splits = question_groups_by(q, BY_LEVEL) || question_groups_by(q, BY_AGENCY) ||
                            question_groups_by(q, BY_PROVINCE);
        /* A role that sees some agencies lacks every other one. */
        const bool whole = q->agency_id == 0 && !*a->seen_by && (q->with_vertical || !a->population.vertical);
        const struct pg_param params[] = {question_groups(q, &groups),
                                          pg_bool(q->with_vertical),
                                          flows_param(flows),
                                          pg_int4(a->warehouse->rule->version),
                                          pg_bool(q->by_instant),
                                          pg_bool(whole),
                                          pg_bool(!splits),
                                          question_restated(q),
                                          pg_int4(q->agency_id)};
        const enum fault fault = answer_query(a, SQL_report_form06, params, 9, e);
        bytes_free(&groups);
        return fault;
}

static enum fault rows(struct answer *a, struct err *e)
{
        struct flows flows = {0};
        enum fault fault = flows_gather(a->pg, a->warehouse, a->q, &a->population, &flows, e);
        if (fault == OK && a->population.marked)
                fault = flows_add_marked(a->pg, a->q, &flows, e);
        if (fault == OK)
                fault = ask(a, &flows, e);
        flows_free(&flows);
        return fault;
}

const struct report report_form06 = {
        .name = "form06",
        .title = {"Biểu 06: Tình hình, kết quả giải quyết thủ tục hành chính (TT 01/2020/TT-VPCP)",
                  "Form 06: resolution of administrative procedures (TT 01/2020/TT-VPCP)"},
        .about = "received, resolved and in process, by TT 01/2020/TT-VPCP",
        .population = {"hồ sơ đã giải quyết trong kỳ, có hạn trả", "resolved in the period, with a due date"},
        .takes = TAKES_BY | TAKES_KIND | TAKES_CLASS | TAKES_AS_OF | TAKES_VERTICAL | TAKES_AGENCY |
                 TAKES_OFFICIAL | TAKES_RESTATED,
        .form = &form06,
        .rows = rows,
};
