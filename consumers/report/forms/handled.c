/* SPDX-License-Identifier: Apache-2.0
 *
 * handled.c - dossiers that the desks had to do with in the range: received, resolved or handed over in it,
 * each once. Some provinces publish this as "handled"; it is larger than what was received.
 */
#include "consumers/report/reports.h"
#include "generated/embedded.h"

static const struct form_column columns[] = {
        WIDE_OF("level", WORD, 10, "Cấp", "Level"),
        WIDE_OF("received", COUNT, 10, "Tiếp nhận", "Received"),
        WIDE_OF("resolved", COUNT, 10, "Giải quyết", "Resolved"),
        WIDE_OF("returned", COUNT, 10, "Trả kết quả", "Returned"),
        WIDE_OF("handled", COUNT, 10, "Một trong ba, mỗi hồ sơ một lần", "Any of them, each once"),
        {0},
};

static const struct form form = {
        .note = {"Cấp của cơ quan đang giữ hồ sơ, hoặc giữ khi kết thúc. ALL: mọi cấp.",
                 "The level of the agency that has the dossier, or had it at its end. ALL: all levels."},
        .columns = columns,
};

const struct report report_handled = {
        .name = "handled",
        .title = {"Hồ sơ được tiếp nhận, giải quyết hoặc trả kết quả trong kỳ",
                  "Dossiers received, resolved or returned in the period"},
        .about = "dossiers received, resolved or returned in the period, each once, by level",
        .population = {"hồ sơ được tiếp nhận, giải quyết hoặc trả kết quả trong kỳ",
                       "received, resolved or returned in the range"},
        .takes = TAKES_KIND | TAKES_VERTICAL | TAKES_AGENCY,
        .form = &form,
        .query = SQL_report_handled,
        .source = "dossier",
};
