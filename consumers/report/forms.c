/* SPDX-License-Identifier: Apache-2.0
 *
 * forms.c - form 06 of TT 01/2020/TT-VPCP: its columns (1) to (11), beside them the dossiers that it leaves
 * out. Then the online rate.
 */
#include "consumers/report/forms.h"

#include <stddef.h>

static const struct sheet_column form06_columns[] = {
        {"total", SHEET_COUNT, 0, {"Tổng số (1)", "Total (1)"}, NULL, NULL},
        {"received", SHEET_COUNT, 0, {"Trong kỳ (2)+(3)", "In period (2)+(3)"}, NULL, NULL},
        {"received_online", SHEET_COUNT, 0, {"Trực tuyến (2)", "Online (2)"}, NULL, NULL},
        {"received_direct_postal", SHEET_COUNT, 0, {"Trực tiếp, BCCI (3)", "Direct, postal (3)"}, NULL, NULL},
        {"carried_over", SHEET_COUNT, 0, {"Kỳ trước (4)", "Carried over (4)"}, NULL, NULL},
        {"transferred_in", SHEET_COUNT, 0, {"Chuyển đến", "Transferred in"}, NULL, NULL},
        {"reopened", SHEET_COUNT, 0, {"Mở lại", "Reopened"}, NULL, NULL},
        {"resolved", SHEET_COUNT, 1, {"Tổng số (5)", "Total (5)"}, NULL, NULL},
        {"resolved_early", SHEET_COUNT, 1, {"Trước hạn (6)", "Early (6)"}, NULL, NULL},
        {"resolved_on_time", SHEET_COUNT, 1, {"Đúng hạn (7)", "On time (7)"}, NULL, NULL},
        {"resolved_overdue", SHEET_COUNT, 1, {"Quá hạn (8)", "Overdue (8)"}, NULL, NULL},
        {"resolved_no_due", SHEET_COUNT, 1, {"Không có hạn", "No due date"}, NULL, NULL},
        {"resolved_in_time", SHEET_COUNT, 1, {"Không quá hạn (6)+(7)", "In time (6)+(7)"}, NULL, NULL},
        {"judged", SHEET_COUNT, 1, {"Có hạn", "With due date"}, NULL, NULL},
        {"on_time_rate", SHEET_RATE, 1, {"Tỷ lệ", "Rate"}, "resolved_in_time", "judged"},
        {"in_process", SHEET_COUNT, 2, {"Tổng số (9)", "Total (9)"}, NULL, NULL},
        {"in_time", SHEET_COUNT, 2, {"Trong hạn (10)", "In time (10)"}, NULL, NULL},
        {"overdue", SHEET_COUNT, 2, {"Quá hạn (11)", "Overdue (11)"}, NULL, NULL},
        {"no_due", SHEET_COUNT, 2, {"Không có hạn", "No due date"}, NULL, NULL},
        {"paused", SHEET_COUNT, 2, {"Trong đó tạm dừng", "Of these paused"}, NULL, NULL},
        {"refused", SHEET_COUNT, 3, {"Từ chối", "Refused"}, NULL, NULL},
        {"withdrawn", SHEET_COUNT, 3, {"Rút hồ sơ", "Withdrawn"}, NULL, NULL},
        {"stopped", SHEET_COUNT, 3, {"Dừng xử lý", "Stopped"}, NULL, NULL},
        {"transferred_out", SHEET_COUNT, 3, {"Chuyển đi", "Transferred out"}, NULL, NULL},
        {"official_resolved", SHEET_COUNT, 3, {"(5) gồm hồ sơ rút", "(5) with withdrawn"}, NULL, NULL},
        {"official_on_time", SHEET_COUNT, 3, {"(6)+(7) gồm hồ sơ rút", "(6)+(7) with withdrawn"}, NULL, NULL},
        {"backdated", SHEET_COUNT, 3, {"(5) ghi lùi ngày", "(5) backdated"}, NULL, NULL},
        {"erased", SHEET_COUNT, 3, {"(5) đã xóa trễ hạn", "(5) once late"}, NULL, NULL},
        {"broken", SHEET_IDENTITY, 3, {"Không khớp", "Broken"}, NULL, NULL},
        {0},
};

const struct sheet_form form06 = {
        "form06",
        {"Biểu 06: Tình hình, kết quả giải quyết thủ tục hành chính (TT 01/2020/TT-VPCP)",
         "Form 06: resolution of administrative procedures (TT 01/2020/TT-VPCP)"},
        {{"Tiếp nhận", "Received"},
         {"Đã giải quyết", "Resolved"},
         {"Đang giải quyết", "In process"},
         {"Kết thúc khác, luân chuyển", "Ended otherwise, moved"}},
        {"(3) gồm cả hồ sơ không rõ kênh tiếp nhận, như quy ước của cổng dịch vụ công. Hồ sơ rút nằm ngoài "
         "(5) và (7), "
         "trừ hai cột theo biểu chính thức. Ghi lùi ngày, đã xóa trễ hạn: trong (5), theo những gì biết đến "
         "nay "
         "(dossier_quality).",
         "(3) holds dossiers of no known channel too, as the portal's interface has it. Withdrawn dossiers "
         "stand outside "
         "(5) and (7), but for the two columns that follow the official form. Backdated, once late: of (5), "
         "by "
         "all that is known now (dossier_quality)."},
        form06_columns,
};

static const struct sheet_column online_columns[] = {
        {"online", SHEET_COUNT, 0, {"Trực tuyến", "Online"}, NULL, NULL},
        {"received", SHEET_COUNT, 0, {"Tiếp nhận", "Received"}, NULL, NULL},
        {"online_rate", SHEET_RATE, 0, {"Tỷ lệ trực tuyến", "Online rate"}, "online", "received"},
        {"direct", SHEET_COUNT, 0, {"Trực tiếp", "Direct"}, NULL, NULL},
        {"postal", SHEET_COUNT, 0, {"Bưu chính", "Postal"}, NULL, NULL},
        {"unknown", SHEET_COUNT, 0, {"Không rõ", "Unknown"}, NULL, NULL},
        {0},
};

const struct sheet_form form_online_rate = {
        "online-rate",
        {"Tỷ lệ hồ sơ tiếp nhận trực tuyến", "Dossiers received online, of all received"},
        {{"Tiếp nhận trong kỳ", "Received in the period"}},
        {NULL, NULL},
        online_columns,
};
