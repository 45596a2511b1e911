/* SPDX-License-Identifier: Apache-2.0
 *
 * cases.c - petitions and tasks: what was to be handled in the range, what of it was, and what was open at
 * its end, in time and overdue. The flows and the definition are those of form 06.
 *
 * Rule: to handle = resolved + open, without those that ended otherwise: 71 = 51 + 12 + 8.
 */
#include "consumers/report/feed.h"
#include "consumers/report/reports.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"

#define CASE_COLUMNS(done_vi, done_en)                                                                      \
        COLUMN_OF("to_handle", COUNT, 0, "Phải xử lý", "To handle"),                                        \
                COLUMN_OF("received", COUNT, 0, "Tiếp nhận", "Received"),                                   \
                COLUMN_OF("carried_over", COUNT, 0, "Kỳ trước", "Carried over"),                            \
                COLUMN_OF("resolved", COUNT, 0, done_vi, done_en),                                          \
                RATE_OF("resolved_rate", 0, "Tỷ lệ", "Rate", "resolved", "to_handle"),                      \
                COLUMN_OF("in_process", COUNT, 0, "Đang xử lý", "In process"),                              \
                COLUMN_OF("in_time", COUNT, 0, "Trong hạn", "In time"),                                     \
                COLUMN_OF("overdue", COUNT, 0, "Quá hạn", "Overdue"),                                       \
                COLUMN_OF("no_due", COUNT, 0, "Không có hạn", "No due date"),                               \
                COLUMN_OF("resolved_in_time", COUNT, 1, "Không quá hạn", "In time"),                        \
                COLUMN_OF("judged", COUNT, 1, "Có hạn", "With due date"),                                   \
                RATE_OF("on_time_rate", 1, "Tỷ lệ đúng hạn", "On-time rate", "resolved_in_time", "judged"), \
                COLUMN_OF("resolved_overdue", COUNT, 1, "Quá hạn", "Late"),                                 \
                COLUMN_OF("ended_otherwise", COUNT, 1, "Kết thúc khác", "Ended otherwise"),                 \
                COLUMN_OF("broken", IDENTITY, 1, "Không khớp", "Broken"),                                   \
        {                                                                                                   \
                0                                                                                           \
        }

static const struct form_column petition_columns[] = {CASE_COLUMNS("Đã xử lý", "Handled")};
static const struct form_column task_columns[] = {CASE_COLUMNS("Hoàn thành", "Done")};

static const struct form petition_form = {
        .block = {{"Phản ánh, kiến nghị", "Petitions"}, {"Đã xử lý", "Handled"}},
        .note = {"Phải xử lý = đã xử lý + đang xử lý; kết thúc khác (từ chối, rút, chuyển đi) nằm ngoài.",
                 "To handle = handled + in process; what ended otherwise (refused, withdrawn, moved) is not "
                 "in it."},
        .columns = petition_columns,
};
static const struct form task_form = {
        .block = {{"Nhiệm vụ được giao", "Tasks"}, {"Hoàn thành", "Done"}},
        .note = {"Phải xử lý = hoàn thành + đang xử lý; kết thúc khác (từ chối, rút, chuyển đi) nằm ngoài.",
                 "To handle = done + in process; what ended otherwise (refused, withdrawn, moved) is not in "
                 "it."},
        .columns = task_columns,
};

static enum fault rows(struct answer *a, struct err *e)
{
        struct flows flows = {0};
        struct bytes groups = {0};
        enum fault fault = flows_gather(a->pg, a->warehouse, a->q, &a->population, &flows, e);
        if (fault == OK) {
                const struct pg_param params[] = {question_groups(a->q, &groups),
                                                  pg_bool(a->q->with_vertical),
                                                  flows_param(&flows),
                                                  pg_int4(a->warehouse->rule->version),
                                                  pg_bool(a->q->by_instant),
                                                  pg_bool(false),
                                                  pg_bool(false),
                                                  question_restated(a->q),
                                                  pg_int4(a->q->agency_id)};
                fault = answer_query(a, SQL_report_form06, params, 9, e);
        }
        bytes_free(&groups);
        flows_free(&flows);
        return fault;
}

enum { TAKES = TAKES_BY | TAKES_CLASS | TAKES_AS_OF | TAKES_VERTICAL | TAKES_AGENCY | TAKES_RESTATED };

const struct report report_petitions = {
        .name = "petitions",
        .title = {"Xử lý phản ánh, kiến nghị", "Petitions"},
        .about = "petitions: to handle, handled, open in time and overdue",
        .population = {"phản ánh, kiến nghị phải xử lý trong kỳ", "petitions to handle in the period"},
        .takes = TAKES,
        .case_kind = PETITION,
        .form = &petition_form,
        .rows = rows,
};
const struct report report_tasks = {
        .name = "tasks",
        .title = {"Thực hiện nhiệm vụ được giao", "Tasks"},
        .about = "tasks: given, done, in process",
        .population = {"nhiệm vụ phải thực hiện trong kỳ", "tasks to do in the period"},
        .takes = TAKES,
        .case_kind = TASK,
        .form = &task_form,
        .rows = rows,
};
