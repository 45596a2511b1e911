/* SPDX-License-Identifier: Apache-2.0
 *
 * test_portal.c - documents and steps as one-stop systems send them, and the oddities that are decided here.
 */
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "producers/format/portal.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <string.h>

#define BYTES(text) text, sizeof(text) - 1

static struct zone *zone;
static struct portal_tally tally;
static struct portal_event out;
static struct json_node *root;
static struct err e;

static int open_zone(void **state)
{
        (void)state;
        return zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK ? 0 : -1;
}

static int close_zone(void **state)
{
        (void)state;
        zone_close(zone);
        return 0;
}

static int end(void **state)
{
        (void)state;
        json_close(root);
        root = NULL;
        tally = (struct portal_tally){0};
        return 0;
}

static micros stated(void)
{
        return day_of_civil(2026, 10, 20) * MICROS_PER_DAY;
}

static enum fault read_one(const char *json, bool step)
{
        static const struct portal_unit unit = {"Sở Nội vụ", "H15.05"};
        const struct portal p = {.units = &unit,
                                 .unit_n = 1,
                                 .zone = zone,
                                 .source = TEXT("td"),
                                 .agency = TEXT("H15"),
                                 .earliest = 0};
        json_close(root);
        assert_int_equal(json_read(&root, text_of(json), &e), OK);
        return step ? portal_step(&p, root, stated(), stated(), &out, &tally, &e)
                    : portal_document(&p, root, stated(), stated(), &out, &tally, &e);
}

static const struct event *document(const char *json)
{
        if (read_one(json, false) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(out.event.kind, KIND_DOCUMENT);
        return &out.event;
}

/* A document of a dossier with these members more. */
static const struct event *with(const char *members)
{
        static char json[2048];
        snprintf(json, sizeof(json), "{\"MaHoSo\":\"H15.50-261008-0975\",%s}", members);
        return document(json);
}

/* "2@2026-10-08T01:15:00Z 9@-": the occurrences. */
static void occurs(const struct event *v, const char *expected)
{
        char said[512] = "", time[32];
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                const struct event_occurrence *o = &v->occurrence[i];
                size_t len = strlen(said);
                snprintf(said + len, sizeof(said) - len, "%s%d@%s", i ? " " : "", (int)o->status,
                         o->occurred_at == NO_TIME ? "-" : moment_format(o->occurred_at, time));
        }
        assert_string_equal(said, expected);
}

static bool is(struct text t, const char *expected)
{
        return text_equal(t, text_of(expected));
}

static void the_skeleton_of_a_document(void **state)
{
        (void)state;
        const struct event *v = document(
                "{\"MaHoSo\":\"H15.50.05.13-261008-0975\",\"MaTTHC\":\"1.004873\",\"KenhThucHien\":\"2\","
                "\"NgayTiepNhan\":\"20261008081500\",\"NgayHenTra\":\"20261013170000\",\"TrangThaiHoSo\":"
                "\"4\","
                "\"DonViXuLy\":\"Sở\",\"DanhSachLePhi\":[{\"Gia\":\"8000\"}],\"TaiLieuNop\":[],"
                "\"DanhSachGiayToKetQua\":[]}");
        char time[32];
        assert_true(is(v->dossier_id, "H15.50.05.13-261008-0975"));
        assert_true(is(v->source, "td"));
        assert_true(is(v->agency, "H15.50.05.13"));
        assert_true(is(v->procedure, "1.004873"));
        assert_int_equal(v->channel, ONLINE);
        assert_int_equal(v->fee, FEE_PAYABLE);
        assert_string_equal(moment_format(v->due_at, time), "2026-10-13T10:00:00Z");
        occurs(v, "2@2026-10-08T01:15:00Z 4@-");
        assert_int_equal(v->status, PROCESSING);
        assert_int_equal(v->electronic_result, TRUTH_ABSENT);
        assert_int_equal(tally.ignored, 0);
}

/* The unit that has it now is another than the one that issued its code; its name composed or not. */
static void the_unit_that_has_it(void **state)
{
        (void)state;
        assert_true(is(with("\"TrangThaiHoSo\":2,\"DonViXuLy\":\"Sở Nội vụ\"")->agency, "H15.05"));
        assert_true(is(with("\"TrangThaiHoSo\":2,\"DonViXuLy\":\" So\xcc\x9b\xcc\x89 Nội vụ\"")->agency,
                       "H15.05"));
        assert_true(is(out.event.occurrence[0].agency, "H15.05"));
        assert_int_equal(tally.unnamed, 0);
        assert_true(is(with("\"TrangThaiHoSo\":2,\"DonViXuLy\":\"Sở Y tế\"")->agency, "H15.50"));
        assert_int_equal(tally.unnamed, 1);
        assert_true(is(with("\"TrangThaiHoSo\":2,\"DonViXuLy\":null")->agency, "H15.50"));
        assert_int_equal(tally.unnamed, 1);
}

static void the_skeleton_of_a_step(void **state)
{
        (void)state;
        char time[32];
        assert_int_equal(
                read_one("{\"MaHoSo\":\"H15.50.05.13-261008-0975\",\"ThoiDiemXuLy\":\"20261009093000\","
                         "\"TrangThai\":\"4\",\"PhongBanXuLy\":\"x\",\"NgayBatDau\":\"\","
                         "\"NgayKetThucTheoQuyDinh\":null}",
                         true),
                OK);
        assert_int_equal(out.event.kind, KIND_STEP);
        assert_int_equal(out.event.status, PROCESSING);
        assert_string_equal(moment_format(out.event.occurred_at, time), "2026-10-09T02:30:00Z");
        assert_int_equal(out.event.occurrence_n, 0);
        assert_int_equal(
                read_one("{\"MaHoSo\":\"a\",\"ThoiDiemXuLy\":20261009093000,\"TrangThai\":null}", true), OK);
        assert_int_equal(out.event.status, PROCESSING);
        assert_true(is(out.event.agency, "H15"));
}

/* What is absent in one system is null, "" or "null" in another; numbers are texts and texts numbers. */
static void types_do_not_matter(void **state)
{
        (void)state;
        static const char *const absent[] = {"null", "\"\"", "\"null\"", "\" \"", "[]", "{}"};
        char members[256];
        for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
                snprintf(members, sizeof(members),
                         "\"NgayHenTra\":%s,\"MaTTHC\":%s,\"KenhThucHien\":%s,\"TrangThaiHoSo\":2,"
                         "\"NgayTiepNhan\":20261008081500",
                         absent[i], absent[i], absent[i]);
                const struct event *v = with(members);
                assert_int_equal(v->due_at, NO_TIME);
                assert_int_equal(v->procedure.len, 0);
                assert_int_equal(v->channel, DIRECT);
                occurs(v, "2@2026-10-08T01:15:00Z");
        }
        const struct event *v = document("{\"MaHoSo\":975,\"MaTTHC\":1004873,\"TrangThaiHoSo\":\"04\","
                                         "\"HoSoCoThanhPhanSoHoa\":true,\"HinhThuc\":1,\"MucDo\":4}");
        assert_true(is(v->dossier_id, "975"));
        assert_true(is(v->procedure, "1004873"));
        assert_int_equal(v->digitised, TRUTH_YES);
        assert_int_equal(v->return_channel, RETURN_POSTAL);
        assert_int_equal(v->service, FULL);
        assert_int_equal(tally.odd, 0);
        assert_int_equal(tally.retyped, 6 * 2 + 5);
}

static void ends(void **state)
{
        (void)state;
        occurs(with("\"TrangThaiHoSo\":9,\"NgayTiepNhan\":\"20261008081500\",\"NgayKetThucXuLy\":"
                    "\"20261009093000\""),
               "2@2026-10-08T01:15:00Z 9@2026-10-09T02:30:00Z");
        occurs(with("\"TrangThaiHoSo\":10,\"NgayKetThucXuLy\":\"20261009093000\",\"NgayTra\":"
                    "\"20261010093000\""),
               "9@2026-10-09T02:30:00Z 10@2026-10-10T02:30:00Z");
        occurs(with("\"TrangThaiHoSo\":10,\"NgayKetThucXuLy\":\"20261009093000\""),
               "9@2026-10-09T02:30:00Z 10@-");
        occurs(with("\"TrangThaiHoSo\":3,\"NgayTuChoi\":\"20261009093000\""), "3@2026-10-09T02:30:00Z");
        occurs(with("\"TrangThaiHoSo\":7,\"NgayKetThucXuLy\":\"20261009093000\""), "7@2026-10-09T02:30:00Z");
        occurs(with("\"TrangThaiHoSo\":8"), "8@-");
        occurs(with("\"TrangThaiHoSo\":1,\"NgayNopHoSo\":\"20261008081500\",\"NgayTiepNhan\":"
                    "\"20261008081500\""),
               "1@2026-10-08T01:15:00Z");
        assert_int_equal(tally.fake_resolved, 0);
}

/* 5, 6 and 8 sent as 9. */
static void a_9_without_an_end_is_open(void **state)
{
        (void)state;
        occurs(with("\"TrangThaiHoSo\":9,\"NgayTiepNhan\":\"20261008081500\",\"NgayKetThucXuLy\":\"\""),
               "2@2026-10-08T01:15:00Z");
        occurs(with("\"TrangThaiHoSo\":9"), "4@-");
        assert_int_equal(tally.fake_resolved, 2);
}

static void supplements(void **state)
{
        (void)state;
        occurs(with("\"TrangThaiHoSo\":5,\"NgayTiepNhan\":\"20261008081500\",\"DanhSachHoSoBoSung\":[]"),
               "2@2026-10-08T01:15:00Z 5@-");
        occurs(with("\"TrangThaiHoSo\":5,\"DanhSachHoSoBoSung\":[{\"NgayBoSung\":\"20261008081500\"}]"),
               "5@2026-10-08T01:15:00Z");
        occurs(with("\"TrangThaiHoSo\":4,\"DanhSachHoSoBoSung\":[{\"HoSoBoSungId\":7,\"TrangThaiBoSung\":"
                    "true,"
                    "\"NgayBoSung\":\"20261008081500\",\"NgayTiepNhanBoSung\":\"20261009093000\"}]"),
               "5@2026-10-08T01:15:00Z 4@2026-10-09T02:30:00Z 4@-");
        const char *one = "{\"NgayBoSung\":\"20261008081500\",\"NgayTiepNhanBoSung\":\"20261009093000\"}";
        char many[1024] =
                "\"TrangThaiHoSo\":10,\"NgayTiepNhan\":\"20261008081500\",\"NgayTra\":\"20261010081500\","
                "\"NgayKetThucXuLy\":\"20261010081500\",\"DanhSachHoSoBoSung\":[";
        for (int i = 0; i < 6; i++)
                snprintf(many + strlen(many), sizeof(many) - strlen(many), "%s%s", i ? "," : "", one);
        strcat(many, "]");
        assert_int_equal(with(many)->occurrence_n, 11);
        assert_int_equal(tally.left_out, 2);
}

static void fees(void **state)
{
        (void)state;
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"DanhSachLePhi\":[]")->fee, FEE_UNKNOWN);
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"DanhSachLePhi\":null")->fee, FEE_UNKNOWN);
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"DanhSachLePhi\":[{\"Gia\":\"0\"},{\"Gia\":0}]")->fee,
                         FEE_ZERO);
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"DanhSachLePhi\":[{\"Gia\":\"0\"},{\"Gia\":null}]")->fee,
                         FEE_UNKNOWN);
        assert_int_equal(
                with("\"TrangThaiHoSo\":4,\"DanhSachLePhi\":[{\"Gia\":\"0.00\"},{\"Gia\":\"8.000\"}]")->fee,
                FEE_PAYABLE);
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"DanhSachLePhi\":[{\"Gia\":12.5}]")->fee, FEE_PAYABLE);
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"DanhSachLePhi\":[{\"Gia\":\"tám\"}]")->fee, FEE_UNKNOWN);
}

static void flags(void **state)
{
        (void)state;
        const struct event *v =
                with("\"TrangThaiHoSo\":10,\"DuocThanhToanTrucTuyen\":\"2\","
                     "\"TaiLieuNop\":[{\"DuocSoHoa\":\"1\",\"DuocTaiSuDung\":\"0\","
                     "\"DuocLayTuKhoDMQG\":\"1\",\"DuongDanTaiTepTin\":\"http://a/b\"},null,7],"
                     "\"DanhSachGiayToKetQua\":[{\"DuongDanTepTinKetQua\":\"http://a/b\"}]");
        assert_int_equal(v->payment, PAYMENT_LOCAL);
        assert_int_equal(v->digitised, TRUTH_YES);
        assert_int_equal(v->reused_data, TRUTH_NO);
        assert_int_equal(v->shared_to_store, TRUTH_YES);
        assert_int_equal(v->citizen_data, TRUTH_YES);
        assert_int_equal(v->electronic_result, TRUTH_NO); /* the first paper, in place of a result */
        v = with("\"TrangThaiHoSo\":10,\"DuocThanhToanTrucTuyen\":\"0\","
                 "\"DanhSachGiayToKetQua\":[{\"DuongDanTepTinKetQua\":\"http://a/c\"}]");
        assert_int_equal(v->payment, PAYMENT_UNKNOWN);
        assert_int_equal(tally.odd, 1);
        assert_int_equal(v->electronic_result, TRUTH_YES);
        assert_int_equal(v->digitised, TRUTH_ABSENT);
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"DuocThanhToanTrucTuyen\":3")->payment, PAYMENT_NONE);
}

/* A body of 4 MB whose results are all the last of its papers. The only thread reads it, so it must not take
 * as many comparisons as there are pairs. */
static void many_results_and_papers(void **state)
{
        enum { MANY = 60000 };
        static const char result[] = "{\"DuongDanTepTinKetQua\":\"a\"},",
                          paper[] = "{\"DuongDanTaiTepTin\":\"c\"},";
        struct bytes json = {0};
        (void)state;
        for (int last = 0; last < 2; last++) {
                bytes_add(&json, BYTES("{\"MaHoSo\":\"b\",\"TrangThaiHoSo\":10,\"DanhSachGiayToKetQua\":["));
                for (int i = 0; i < MANY; i++)
                        bytes_add(&json, BYTES(result));
                bytes_add(&json, BYTES("{\"DuongDanTepTinKetQua\":\""));
                bytes_add(&json, last ? "b" : "a", 1);
                bytes_add(&json, BYTES("\"}],\"TaiLieuNop\":["));
                for (int i = 0; i < MANY; i++)
                        bytes_add(&json, BYTES(paper));
                static const char end_of_it[] = "{\"DuongDanTaiTepTin\":\"a\"}]}";
                bytes_add(&json, end_of_it, sizeof(end_of_it));
                const micros began = steady_now();
                assert_int_equal(document((const char *)json.at)->electronic_result,
                                 last ? TRUTH_YES : TRUTH_NO);
                assert_true(steady_now() - began < TEST_PATIENCE * 5 * MICROS_PER_SECOND);
                json.len = 0;
        }
        bytes_free(&json);
}

static void a_number_is_no_link(void **state)
{
        (void)state;
        assert_int_equal(with("\"TrangThaiHoSo\":10,\"DanhSachGiayToKetQua\":[{\"DuongDanTepTinKetQua\":0}]")
                                 ->electronic_result,
                         TRUTH_NO);
}

/* A time that was lost on the way is not as if there had been none. */
static void times_of_other_types(void **state)
{
        (void)state;
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"NgayHenTra\":false")->due_at, NO_TIME);
        assert_int_equal(tally.odd, 1);
        assert_int_equal(with("\"TrangThaiHoSo\":4,\"NgayHenTra\":true")->due_at, NO_TIME);
        assert_int_equal(tally.odd, 2);
        assert_int_equal(
                read_one("{\"MaHoSo\":\"a\",\"TrangThaiHoSo\":9,\"NgayKetThucXuLy\":20261009093000.0}",
                         false),
                POISON);
        assert_string_equal(e.text, "NgayKetThucXuLy is a number with a fraction: it must be a text");
        assert_int_equal(read_one("{\"MaHoSo\":\"a\",\"ThoiDiemXuLy\":2.0261009093e13}", true), POISON);
        assert_string_equal(e.text, "ThoiDiemXuLy is a number with a fraction: it must be a text");
}

static void refuses(const char *json, bool step, const char *reason)
{
        assert_int_equal(read_one(json, step), POISON);
        assert_string_equal(e.text, reason);
}

/* The field, and never its value. */
static void what_is_refused(void **state)
{
        (void)state;
        refuses("[]", false, "a dossier is an object with the field MaHoSo");
        refuses("{}", false, "MaHoSo is empty");
        refuses("{\"MaHoSo\":1.5}", false, "MaHoSo is a number with a fraction: it must be a text");
        refuses("{\"MaHoSo\":\"a\"}", false, "TrangThaiHoSo is none of 1 to 10");
        refuses("{\"MaHoSo\":\"a\",\"TrangThaiHoSo\":11}", false, "TrangThaiHoSo is none of 1 to 10");
        refuses("{\"MaHoSo\":\"a\",\"TrangThaiHoSo\":\"Nguyen\"}", false, "TrangThaiHoSo is none of 1 to 10");
        refuses("{\"MaHoSo\":\"a\",\"TrangThaiHoSo\":2,\"MaTTHC\":1.00487}", false,
                "MaTTHC is a number with a fraction: it must be a text");
        refuses("{\"MaHoSo\":\"a\",\"TrangThai\":2}", true, "ThoiDiemXuLy is empty");
        assert_int_equal(
                read_one("{\"MaHoSo\":\"a\",\"TrangThaiHoSo\":2,\"NgayTiepNhan\":\"Nguyen Van A\"}", false),
                POISON);
        assert_non_null(strstr(e.text, "NgayTiepNhan"));
        assert_null(strstr(e.text, "Nguyen"));
        assert_int_equal(read_one("{\"MaHoSo\":\"a\\nb\",\"TrangThaiHoSo\":2}", false), POISON);
        assert_non_null(strstr(e.text, "MaHoSo"));
        char longest[256];
        snprintf(longest, sizeof(longest), "{\"MaHoSo\":\"%0100d\",\"TrangThaiHoSo\":2}", 0);
        refuses(longest, false, "MaHoSo has 100 bytes, at most 64 are allowed");
}

static void the_year_0001_is_no_time(void **state)
{
        (void)state;
        const struct event *v = with("\"TrangThaiHoSo\":4,\"NgayHenTra\":\"00010101000000\"");
        assert_int_equal(v->due_at, NO_TIME);
        assert_int_equal(tally.odd, 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(the_skeleton_of_a_document, end),
                cmocka_unit_test_teardown(the_unit_that_has_it, end),
                cmocka_unit_test_teardown(the_skeleton_of_a_step, end),
                cmocka_unit_test_teardown(types_do_not_matter, end),
                cmocka_unit_test_teardown(ends, end),
                cmocka_unit_test_teardown(a_9_without_an_end_is_open, end),
                cmocka_unit_test_teardown(supplements, end),
                cmocka_unit_test_teardown(fees, end),
                cmocka_unit_test_teardown(flags, end),
                cmocka_unit_test_teardown(many_results_and_papers, end),
                cmocka_unit_test_teardown(a_number_is_no_link, end),
                cmocka_unit_test_teardown(times_of_other_types, end),
                cmocka_unit_test_teardown(what_is_refused, end),
                cmocka_unit_test_teardown(the_year_0001_is_no_time, end),
        };
        return cmocka_run_group_tests(tests, open_zone, close_zone);
}
