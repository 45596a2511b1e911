/* SPDX-License-Identifier: Apache-2.0
 *
 * procedures.c - by field: the procedures of the catalogue by how far they can be done online, and how many
 * of the online ones had an online dossier.
 *
 * Rule: the catalogue of the last day counts. The old service levels 2, 3 and 4 are information, partial and
 * full. An online procedure is a partial or full one. The total comes last.
 */
#include "consumers/report/feed.h"
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("field", CODE, 14, "Lĩnh vực", "Field"),
        WIDE_OF("field_name", TEXT, 28, "Tên lĩnh vực", "Name"),
        WIDE_OF("procedures", COUNT, 9, "Thủ tục", "Procedures"),
        WIDE_OF("information", COUNT, 9, "Thông tin (mức 2)", "Information (2)"),
        WIDE_OF("partial", COUNT, 9, "Một phần (mức 3)", "Partial (3)"),
        WIDE_OF("full", COUNT, 9, "Toàn trình (mức 4)", "Full (4)"),
        WIDE_OF("unknown", COUNT, 9, "Không rõ", "Unknown"),
        WIDE_OF("with_online_dossiers", COUNT, 9, "Có hồ sơ trực tuyến", "With online dossiers"),
        WIDE_OF("online_procedures", COUNT, 9, "Dịch vụ trực tuyến", "Online procedures"),
        RATE_OF("with_online_rate", 0, "Tỷ lệ", "Rate", "with_online_dossiers", "online_procedures"),
        WIDE_OF("outside", COUNT, 9, "Trực tuyến ngoài danh mục", "Online, outside"),
        {0},
};

static const struct form form = {
        .note = {"Danh mục của ngày cuối kỳ. Ngoài danh mục: thủ tục có hồ sơ trực tuyến nhưng danh mục "
                 "không có, hoặc "
                 "không phải dịch vụ một phần hay toàn trình; không tính vào tỷ lệ.",
                 "By the catalogue of the last day. Outside: procedures with online dossiers that no "
                 "catalogue names, or "
                 "that are neither partial nor full; not in the rate."},
        .columns = columns,
};

static enum fault rows(struct answer *a, struct err *e)
{
        struct flows flows = {0};
        struct question q = *a->q;
        q.groups[0] = BY_PROCEDURE;
        q.groups_n = 1;
        q.tells_channels = true;
        enum fault fault = flows_gather(a->pg, a->warehouse, &q, &a->population, &flows, e);
        if (fault == OK) {
                const struct pg_param params[] = {flows_param(&flows), pg_date(q.range.last),
                                                  pg_bool(q.with_vertical)};
                fault = answer_query(a, SQL_report_procedures, params, 3, e);
        }
        flows_free(&flows);
        return fault;
}

const struct report report_procedures = {
        .name = "procedures",
        .title = {"Thủ tục hành chính và dịch vụ công trực tuyến có phát sinh hồ sơ",
                  "Procedures, by online service, and those with online dossiers"},
        .about = "procedures by field: information, partial, full; online ones that had online dossiers",
        .population = {"dịch vụ công một phần và toàn trình trong danh mục",
                       "partial and full services of the catalogue"},
        .takes = TAKES_AS_OF | TAKES_VERTICAL,
        .form = &form,
        .rows = rows,
};
