/* SPDX-License-Identifier: Apache-2.0
 *
 * online_rate.c - what was received online, of all that was received.
 */
#include "consumers/report/feed.h"
#include "consumers/report/reports.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"

static const struct form_column online_columns[] = {
        COLUMN_OF("online", COUNT, 0, "Trực tuyến", "Online"),
        COLUMN_OF("received", COUNT, 0, "Tiếp nhận", "Received"),
        RATE_OF("online_rate", 0, "Tỷ lệ trực tuyến", "Online rate", "online", "received"),
        COLUMN_OF("direct", COUNT, 0, "Trực tiếp", "Direct"),
        COLUMN_OF("postal", COUNT, 0, "Bưu chính", "Postal"),
        COLUMN_OF("unknown", COUNT, 0, "Không rõ", "Unknown"),
        {0},
};

static const struct form online = {
        .block = {{"Tiếp nhận trong kỳ", "Received in the period"}},
        .columns = online_columns,
};

static enum fault rows(struct answer *a, struct err *e)
{
        struct flows flows = {0};
        struct bytes groups = {0};
        enum fault fault = flows_gather(a->pg, a->warehouse, a->q, &a->population, &flows, e);
        if (fault == OK) {
                const struct pg_param params[] = {question_groups(a->q, &groups),
                                                  pg_bool(a->q->with_vertical), flows_param(&flows),
                                                  question_restated(a->q), pg_int4(a->q->agency_id)};
                fault = answer_query(a, SQL_report_online_rate, params, 5, e);
        }
        bytes_free(&groups);
        flows_free(&flows);
        return fault;
}

const struct report report_online_rate = {
        .name = "online-rate",
        .title = {"Tỷ lệ hồ sơ tiếp nhận trực tuyến", "Dossiers received online, of all received"},
        .about = "dossiers received online, of all received",
        .population = {"hồ sơ tiếp nhận trong kỳ", "received in the period"},
        .takes = TAKES_BY | TAKES_KIND | TAKES_CLASS | TAKES_AS_OF | TAKES_VERTICAL | TAKES_AGENCY |
                 TAKES_RESTATED,
        .tells_channels = true,
        .form = &online,
        .rows = rows,
};
