/* SPDX-License-Identifier: Apache-2.0
 *
 * ranking.c - agencies by how much they resolve in time; departments, districts and communes apart.
 *
 * Rule: competition ranking 1-2-2-4 by the rate as it is shown, with two decimals, so that what looks equal
 * is equal. An agency that had nothing to resolve in the period, neither its own nor moved to it, is left
 * out; one that resolved nothing with a due date has no rate and no rank, and comes last.
 */
#include "consumers/report/feed.h"
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("level", WORD, 9, "Cấp", "Level"),
        WIDE_OF("rank", COUNT, 5, "Hạng", "Rank"),
        WIDE_OF("agency", CODE, 16, "Mã cơ quan", "Agency"),
        WIDE_OF("agency_name", TEXT, 32, "Tên cơ quan", "Name"),
        WIDE_OF("resolved_in_time", COUNT, 9, "Không quá hạn", "In time"),
        WIDE_OF("judged", COUNT, 9, "Có hạn", "With due date"),
        RATE_OF("on_time_rate", 0, "Tỷ lệ", "Rate", "resolved_in_time", "judged"),
        WIDE_OF("total", COUNT, 9, "Phải giải quyết", "To resolve"),
        WIDE_OF("received", COUNT, 9, "Tiếp nhận", "Received"),
        WIDE_OF("transferred_in", COUNT, 9, "Chuyển đến", "Moved in"),
        WIDE_OF("in_process", COUNT, 9, "Đang giải quyết", "In process"),
        WIDE_OF("overdue", COUNT, 9, "Đang quá hạn", "Overdue now"),
        {0},
};

static const struct form form = {
        .note = {"Xếp hạng riêng từng cấp theo tỷ lệ hai số lẻ, hạng bằng nhau thì bỏ hạng sau (1-2-2-4). "
                 "Phải giải "
                 "quyết: tiếp nhận trong kỳ và kỳ trước chuyển sang; ngoài ra có thể có hồ sơ chuyển đến.",
                 "Ranked within each level by the rate with two decimals; after equal ranks the next are "
                 "left "
                 "out (1-2-2-4). To resolve: received in the period, and carried over; what was moved in "
                 "comes "
                 "on top."},
        .columns = columns,
};

static enum fault rows(struct answer *a, struct err *e)
{
        struct flows flows = {0};
        struct question q = *a->q;
        q.groups[0] = BY_LEVEL;
        q.groups[1] = BY_AGENCY;
        q.groups_n = 2;
        enum fault fault = flows_gather(a->pg, a->warehouse, &q, &a->population, &flows, e);
        if (fault == OK) {
                const struct pg_param params[] = {pg_bool(q.with_vertical), flows_param(&flows),
                                                  pg_int4(a->warehouse->rule->version),
                                                  pg_bool(q.by_instant)};
                fault = answer_query(a, SQL_report_ranking, params, 4, e);
        }
        flows_free(&flows);
        return fault;
}

const struct report report_ranking = {
        .name = "ranking",
        .title = {"Xếp hạng cơ quan theo tỷ lệ giải quyết không quá hạn",
                  "Agencies by what they resolve in time"},
        .about = "agencies ranked by what they resolve in time, each level apart",
        .population = {"hồ sơ đã giải quyết trong kỳ, có hạn trả", "resolved in the period, with a due date"},
        .takes = TAKES_KIND | TAKES_CLASS | TAKES_AS_OF | TAKES_VERTICAL,
        .key = "agency",
        .form = &form,
        .rows = rows,
};
