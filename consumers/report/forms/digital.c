/* SPDX-License-Identifier: Apache-2.0
 *
 * digital.c - what was received with digitised parts, what was paid online, and what went back by post.
 */
#include "consumers/report/reports.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        COLUMN_OF("digitised", COUNT, 0, "Có số hóa", "Digitised"),
        COLUMN_OF("paid_online", COUNT, 0, "Trả phí trực tuyến", "Paid online"),
        COLUMN_OF("received", COUNT, 0, "Tiếp nhận", "Received"),
        RATE_OF("digitised_rate", 0, "Tỷ lệ số hóa", "Digitised", "digitised", "received"),
        RATE_OF("paid_online_rate", 0, "Tỷ lệ trả phí", "Paid online", "paid_online", "received"),
        COLUMN_OF("supplemented", COUNT, 1, "Lần đầu", "For the first time"),
        COLUMN_OF("returned_by_post", COUNT, 2, "Qua bưu chính", "By post"),
        COLUMN_OF("returned", COUNT, 2, "Đã trả kết quả", "Returned"),
        RATE_OF("returned_by_post_rate", 2, "Tỷ lệ bưu chính", "By post", "returned_by_post", "returned"),
        {0},
};

static const struct form form = {
        .block = {{"Tiếp nhận trong kỳ", "Received in the period"},
                  {"Yêu cầu bổ sung trong kỳ", "Asked for a supplement in the period"},
                  {"Trả kết quả trong kỳ", "Returned in the period"}},
        .note = {"Tỷ lệ trả phí tính trên mọi hồ sơ tiếp nhận, cả hồ sơ không có phí. Hồ sơ phải bổ sung có "
                 "thể được "
                 "tiếp nhận từ kỳ trước, nên không có tỷ lệ trên hồ sơ tiếp nhận.",
                 "Paid online is of all that was received, also of what costs nothing. What was to be "
                 "supplemented may "
                 "have been received before the period: it is no share of what was received."},
        .columns = columns,
};

static enum fault rows(struct answer *a, struct err *e)
{
        const struct question *q = a->q;
        struct bytes groups = {0};
        const struct pg_param params[] = {question_groups(q, &groups),    pg_bool(q->with_vertical),
                                          pg_date(q->range.first),        pg_date(q->range.last),
                                          pg_int4((int32_t)q->case_kind), pg_int4(q->agency_id)};
        a->population.source = "flow_day";
        const enum fault fault = answer_query(a, SQL_report_digital, params, 6, e);
        bytes_free(&groups);
        return fault;
}

const struct report report_digital = {
        .name = "digital",
        .title = {"Số hóa, thanh toán trực tuyến, trả kết quả qua bưu chính",
                  "Digitised, paid online, returned by post"},
        .about = "digitised, paid online, sent back for a supplement, returned by post",
        .population = {"hồ sơ tiếp nhận trong kỳ; bưu chính: hồ sơ đã trả kết quả trong kỳ",
                       "received in the period; by post: returned in the period"},
        .takes = TAKES_BY | TAKES_KIND | TAKES_VERTICAL | TAKES_AGENCY,
        .groups = 1u << BY_LEVEL | 1u << BY_AGENCY | 1u << BY_CHANNEL,
        .form = &form,
        .rows = rows,
};
