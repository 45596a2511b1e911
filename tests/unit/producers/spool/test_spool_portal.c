/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_portal.c - files of the portal's documents and steps, a line each: what they say, what is set
 * aside, what is remembered, and that a kill loses nothing.
 */
#include "producers/spool/dry_run.h"
#include "tests/support/spool_heard.h"

#define PORTAL_OF(row)                                                   \
        "[file]\nformat = portal\nrow = " row                            \
        "\n[dates]\nzone = Asia/Ho_Chi_Minh\n[constants]\nsource = td\n" \
        "agency = H15\n[units]\nSở Nội vụ = H15.05\n"
#define ID(n)    "{\"MaHoSo\":\"H15.50-220103-000" n "\",\"NgayTiepNhan\":\"20220103081500\""
#define OPEN(n)  ID(n) ",\"TrangThaiHoSo\":\"4\"}\n"
#define MINUTE   (60 * MICROS_PER_SECOND)
#define ENDED(n) ID(n) ",\"TrangThaiHoSo\":9,\"NgayKetThucXuLy\":20220105100000}\n"

static int set_up_portal(void **state)
{
        const int rc = set_up(state);
        use_mapping(*state, PORTAL_OF("case"));
        return rc;
}

static int set_up_steps(void **state)
{
        const int rc = set_up(state);
        use_mapping(*state, PORTAL_OF("event"));
        return rc;
}

static void documents_are_said_when_they_are_new(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.jsonl", OPEN("1") OPEN("2"), 1000, &list);
        assert_int_equal(list.n, 2);
        const struct event *v = &list.said[0].v;
        assert_string_equal(list.said[0].dossier_id, "H15.50-220103-0001");
        assert_int_equal(v->kind, KIND_DOCUMENT);
        assert_int_equal(v->stated_at, AT(1000));
        assert_int_equal(v->occurrence_n, 2); /* received, and in the works */
        assert_int_equal(v->occurrence[0].occurred_at,
                         day_of_civil(2022, 1, 3) * MICROS_PER_DAY + 75 * MINUTE);
        assert_true(there(p, "done/a.jsonl"));
        say(p, "b.jsonl", OPEN("1") ENDED("2") OPEN("3"), 2000, &list);
        assert_int_equal(list.n, 2);
        assert_int_equal(list.counts.unchanged, 1);
        assert_string_equal(list.said[0].dossier_id, "H15.50-220103-0002");
        assert_int_equal(list.said[0].v.status, RESOLVED);
        assert_int_equal(list.said[0].v.since, AT(2000));
        assert_string_equal(list.said[1].dossier_id, "H15.50-220103-0003");
}

static void lines_that_cannot_be_read_are_listed(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        struct bytes file = {0};
        static const char begin[] = "\xef\xbb\xbf" OPEN("1") "\r\n{\"MaHoSo\":\"An Binh\",}\n[]\n{}\n"
                                                             "{\"MaHoSo\":\"\xff\"}\n{\"MaHoSo\":\"";
        bytes_add(&file, begin, sizeof(begin)); /* with a NUL */
        static const char middle[] = "\"}\n{\"MaHoSo\":\"1\",\"ChuHoSo\":\"";
        bytes_add(&file, middle, sizeof(middle) - 1);
        for (int i = 0; i < 1 << 20; i++)
                bytes_add(&file, "n", 1);
        static const char end[] =
                "\"}\n{\"MaHoSo\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
                "]]]]]]}\n" ID("4") ",\"TrangThaiHoSo\":11}\n" ID(
                        "5") ",\"TrangThaiHoSo\":2,\"NgayHenTra\":\"2022-01-05\"}\n{\"MaHoSo\":1,"
                             "\"MaHoSo\":2}\n" ENDED("2");
        bytes_add(&file, end, sizeof(end) - 2); /* the last line ends with the file */
        put_bytes(p, "a.jsonl", file.at, file.len, SAID_FROM + 1000);
        listen(p, &spool_options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 2);
        assert_string_equal(list.said[1].dossier_id, "H15.50-220103-0002");
        assert_int_equal(list.counts.total.rows, 12);
        assert_int_equal(list.counts.total.rejected, 10);
        expect_file(p, "rejected/a.jsonl.csv",
                    "line,column,reason\n"
                    "3,\"\",\"no JSON: column 21: string or '}' expected\"\n"
                    "4,\"\",\"a dossier is an object with the field MaHoSo\"\n"
                    "5,\"\",\"MaHoSo is empty\"\n"
                    "6,\"\",\"the line is not valid UTF-8\"\n"
                    "7,\"\",\"the line holds a NUL byte\"\n"
                    "8,\"\",\"a line of more than 1048576 bytes\"\n"
                    "9,\"\",\"the line has lists or objects within 32 others\"\n"
                    "10,\"\",\"TrangThaiHoSo is none of 1 to 10\"\n"
                    "11,\"\",\"NgayHenTra is no yyyyMMddHHmmss: expected is a month of two digits (%m)\"\n"
                    "12,\"\",\"no JSON: column 20: duplicate object key\"\n");
        /* The file lies in done/ as it came, byte by byte. */
        char path[128];
        snprintf(path, sizeof(path), "%s/done/a.jsonl", p->path);
        FILE *done = fopen(path, "r");
        assert_non_null(done);
        uint8_t *bytes = malloc(file.len + 1);
        assert_int_equal(fread(bytes, 1, file.len + 1, done), file.len);
        assert_memory_equal(bytes, file.at, file.len);
        fclose(done);
        free(bytes);
        bytes_free(&file);
}

static void files_of_another_kind_are_refused(void **state)
{
        static const struct {
                const char *text, *says;
        } bad[] = {
                {"[" ID("1") "}]\n", "the file is one list: format = portal needs an object on each line"},
                {"\n{\r\n\"MaHoSo\": \"1\"\n}\n", "the file has objects of several lines"},
                {"MaHoSo,NgayTiepNhan\n1,2\n", "the file does not begin with an object"},
                {"", "the file is empty"},
                {"PK\003\004", "the file is a workbook"},
                {"\xff\xfe{\0}\0", "the file is UTF-16: put encoding = utf-16"},
        };
        struct spool_dir *p = *state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                char name[32], list_name[64];
                struct said_list list;
                snprintf(name, sizeof(name), "%zu.jsonl", i);
                put_bytes(p, name, bad[i].text, i == 5 ? 6 : strlen(bad[i].text), SAID_FROM + (time_t)i);
                listen(p, &spool_options, SIZE_MAX, false, &list);
                assert_int_equal(list.counts.refused, 1);
                snprintf(list_name, sizeof(list_name), "rejected/%s.csv", name);
                char *reasons = text_of_file(p, list_name);
                if (!strstr(reasons, bad[i].says))
                        fail_msg("%s does not say '%s'", reasons, bad[i].says);
                free(reasons);
        }
        assert_int_equal(count_files(p, "rejected/whole"), sizeof(bad) / sizeof(bad[0]));
}

static void steps_are_history(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.jsonl",
            "{\"MaHoSo\":\"H15.50-220103-0001\",\"ThoiDiemXuLy\":\"20220103091500\",\"TrangThai\":\"5\","
            "\"NguoiXuLy\":\"Nguyễn Văn A\"}\n"
            "{\"MaHoSo\":\"H15.50-220103-0001\",\"ThoiDiemXuLy\":\"20220103091500\",\"TrangThai\":\"5\"}\n"
            "{\"MaHoSo\":\"H15.50-220103-0001\",\"ThoiDiemXuLy\":\"20220104091500\",\"TrangThai\":\"\"}"
            "\n" OPEN("2"),
            1000, &list);
        assert_int_equal(list.n, 2);
        assert_int_equal(list.said[0].v.kind, KIND_STEP);
        assert_int_equal(list.said[0].v.status, SUPPLEMENT_REQUESTED);
        assert_int_equal(list.said[1].v.status, PROCESSING);
        assert_int_equal(list.counts.total.repeated, 1);
        assert_int_equal(list.counts.portal.steps, 3);
        assert_int_equal(list.counts.portal.ignored, 1);
        expect_file(p, "rejected/a.jsonl.csv", "line,column,reason\n4,\"\",\"ThoiDiemXuLy is empty\"\n");
}

/* Neither the agency of a unit nor what is counted hangs on where a line stands. */
static void units_and_counts(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        say(p, "a.json",
            ID("1") ",\"TrangThaiHoSo\":4,\"DonViXuLy\":\"Sở Nội vụ\",\"ChuHoSo\":\"Nguyễn Văn A\"}\n" ID(
                    "2") ",\"TrangThaiHoSo\":9,\"DonViXuLy\":\"Sở Khác\",\"KenhThucHien\":7}\n",
            1000, &list);
        assert_int_equal(list.n, 2);
        assert_int_equal(list.counts.portal.ignored, 1);
        assert_int_equal(list.counts.portal.unnamed, 1);
        assert_int_equal(list.counts.portal.odd, 1);
        assert_int_equal(list.counts.portal.fake_resolved, 1);
        assert_int_equal(list.counts.total.rejected, 0);
}

static void a_complete_export_ceases_to_mention(void **state)
{
        struct spool_dir *p = *state;
        struct said_list list;
        const struct spool_options options = {.memory_most = 1000, .missed_most = 1};
        use_mapping(p, PORTAL_OF("case") "[file]\ncomplete = yes\n");
        put(p, "a.jsonl", OPEN("1") OPEN("2") OPEN("3"), SAID_FROM);
        listen(p, &options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 3);
        /* A line that cannot be read mentions its case all the same; one that names none counts for all. */
        put(p, "b.jsonl", OPEN("1") ID("2") ",\"TrangThaiHoSo\":77}\nnothing\n", SAID_FROM + 86400);
        listen(p, &options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 0);
        put(p, "c.jsonl", OPEN("1") ID("2") ",\"TrangThaiHoSo\":77}\n" OPEN("1"), SAID_FROM + 2 * 86400);
        listen(p, &options, SIZE_MAX, false, &list);
        put(p, "d.jsonl", OPEN("1") ID("2") ",\"TrangThaiHoSo\":77}\n" OPEN("1"), SAID_FROM + 3 * 86400);
        listen(p, &options, SIZE_MAX, false, &list);
        assert_int_equal(list.n, 1);
        assert_string_equal(list.said[0].dossier_id, "H15.50-220103-0003");
        assert_int_equal(list.said[0].v.occurrence_n, 0);
}

static void a_corrected_mapping(void **state)
{
        struct spool_dir *p = *state;
        struct topic *t = calloc(1, sizeof(*t));
        struct said_list list;
        say(p, "a.jsonl", OPEN("1") OPEN("2"), 1000, &list);
        hear(t, &list);
        use_mapping(p, "[file]\nformat = portal\nrow = case\n[dates]\nzone = UTC\n[constants]\nsource = td\n"
                       "agency = H15\n");
        listen(p, &spool_options, SIZE_MAX, false, &list);
        hear(t, &list);
        assert_int_equal(list.counts.retracted, 2);
        const struct heard *one = standing(t, "H15.50-220103-0001");
        assert_non_null(one);
        assert_int_equal(one->v.occurrence[0].occurred_at,
                         day_of_civil(2022, 1, 3) * MICROS_PER_DAY + 495 * MINUTE);
        free(t);
}

/* More lines than lie between two marks. */
enum { MANY = 9000 };
static void killed_at_any_time(void **state)
{
        struct spool_dir *p = *state;
        struct bytes file = {0};
        static bool heard[MANY];
        for (int i = 0; i < MANY; i++) {
                char line[128];
                bytes_add(&file, line,
                          (size_t)snprintf(line, sizeof(line),
                                           "{\"MaHoSo\":\"H15.50-220103-%04d\",\"TrangThaiHoSo\":%s}\n", i,
                                           i % 100 ? "3" : "0"));
        }
        bytes_add(&file, "", 1);
        put(p, "a.jsonl", (const char *)file.at, SAID_FROM);
        srand(11);
        size_t said = 0;
        for (bool over = false; !over;) {
                struct spool *s = calloc(1, sizeof(*s));
                struct event v;
                struct err e;
                const int most = rand() % 5000;
                assert_int_equal(spool_open(s, p->mapping, p->path, &spool_options, &e), OK);
                for (int n = 0; n < most && !over;) {
                        const enum source_next next = spool_source.next(s, &v, &e);
                        if (next == SOURCE_EVENT) {
                                n++;
                                int id = 0;
                                for (size_t i = v.dossier_id.len - 4; i < v.dossier_id.len; i++)
                                        id = 10 * id + v.dossier_id.at[i] - '0';
                                said += !heard[id];
                                heard[id] = true;
                        }
                        if (next == SOURCE_IDLE || rand() % 500 == 0)
                                assert_int_equal(spool_source.settle(s, (uint64_t)n, &e), OK);
                        over = next == SOURCE_IDLE && s->counts.done > 0;
                }
                spool_close(s);
                free(s);
        }
        assert_int_equal(said, MANY / 100 * 99);
        char *rejected = text_of_file(p, "rejected/a.jsonl.csv");
        size_t lines = 0;
        for (const char *c = rejected; *c; c++)
                lines += *c == '\n';
        assert_int_equal(lines, 1 + MANY / 100);
        free(rejected);
        bytes_free(&file);
}

static void a_dry_run_counts(void **state)
{
        struct spool_dir *p = *state;
        struct err e;
        char path[128], out[128];
        put(p, "a.jsonl",
            OPEN("1") ENDED("2") ID("3") ",\"TrangThaiHoSo\":\"x\"}\n{\"ChuHoSo\":\"An Binh\"\n" OPEN("5"),
            SAID_FROM);
        snprintf(path, sizeof(path), "%s/a.jsonl", p->path);
        snprintf(out, sizeof(out), "%s/.print", p->path);
        fflush(stdout);
        const int before = dup(STDOUT_FILENO), to = open(out, O_RDWR | O_CREAT | O_TRUNC, 0600);
        dup2(to, STDOUT_FILENO);
        const char *const paths[] = {path};
        const enum fault fault = dry_run(p->mapping, paths, 1, 4, &e);
        fflush(stdout);
        dup2(before, STDOUT_FILENO);
        close(before);
        close(to);
        assert_int_equal(fault, FATAL);
        char *text = text_of_file(p, ".print");
        static const char *const says[] = {
                "a.jsonl: rows 4, would be rejected 2, cells left out 0, times stood in for 0, events 2\n",
                "  RECEIVED                            2  2022-01-03 08:15:00   2022-01-03 08:15:00\n",
                "\nagency\n  H15.50                                              2\n",
                "             1  TrangThaiHoSo is none of 1 to 10 (first: a.jsonl, line 3)\n",
                "fields not read 0, values out of lists 0, of another type 2, units unknown 0"};
        for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++) {
                if (!strstr(text, says[i]))
                        fail_msg("%s\nlacks %s", text, says[i]);
        }
        assert_null(strstr(text, "Binh"));
        free(text);
}

int main(void)
{
#define OF(test, begin) cmocka_unit_test_setup_teardown(test, begin, tear_down)
        const struct CMUnitTest tests[] = {
                OF(documents_are_said_when_they_are_new, set_up_portal),
                OF(lines_that_cannot_be_read_are_listed, set_up_portal),
                OF(files_of_another_kind_are_refused, set_up_portal),
                OF(steps_are_history, set_up_steps),
                OF(units_and_counts, set_up_portal),
                OF(a_complete_export_ceases_to_mention, set_up_portal),
                OF(a_corrected_mapping, set_up_portal),
                OF(killed_at_any_time, set_up_portal),
                OF(a_dry_run_counts, set_up_portal),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
