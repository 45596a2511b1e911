/* SPDX-License-Identifier: Apache-2.0
 *
 * test_spool_portal_known.c - a line of the portal that is known by its bytes is not read again, and nobody
 * can tell.
 */
#include "tests/support/spool_said.h"

#define PORTAL                                                                                              \
        "[file]\nformat = portal\nrow = case\n[dates]\nzone = Asia/Ho_Chi_Minh\n[constants]\nsource = td\n" \
        "agency = H15\n"

enum { CASES = 25, DAYS = 14 };

/* A day's export of cases, whose last digits of `form` say what became of each. `padding` makes every line
 * another one by its bytes, and changes nothing that it says. */
static void add_export(struct bytes *out, const int form[static CASES], const bool twice[static CASES],
                       int day, int padding)
{
        for (int i = 0; i < CASES; i++) {
                char line[400], dates[160];
                switch (form[i] % 6) {
                case 0:
                        continue;
                case 1: /* due on some day of these */
                        snprintf(dates, sizeof(dates),
                                 "\"TrangThaiHoSo\":4,\"NgayHenTra\":\"202202%02d170000\"",
                                 1 + form[i] % DAYS);
                        break;
                case 2:
                        snprintf(dates, sizeof(dates),
                                 "\"TrangThaiHoSo\":9,\"NgayKetThucXuLy\":\"20220201%02d0000\"",
                                 form[i] % 24);
                        break;
                case 3: /* it may lie ahead */
                        snprintf(dates, sizeof(dates),
                                 "\"TrangThaiHoSo\":9,\"NgayKetThucXuLy\":\"202202%02d100000\"",
                                 10 + form[i] % 5);
                        break;
                case 4:
                        snprintf(dates, sizeof(dates), "\"TrangThaiHoSo\":3");
                        break;
                default:
                        snprintf(dates, sizeof(dates), "\"TrangThaiHoSo\":\"x\"");
                }
                for (int k = 0; k < 1 + twice[i]; k++) {
                        snprintf(line, sizeof(line), "{\"MaHoSo\": \"H15-220103-%04d\",%s%s}%*s\n", i, dates,
                                 k ? ",\"KenhThucHien\":2" : "", padding * (1 + day), "");
                        bytes_add(out, line, strlen(line));
                }
        }
}

static void say_day(const struct spool_dir *p, int day, const int form[static CASES],
                    const bool twice[static CASES], int padding, struct said_list *list)
{
        struct bytes file = {0};
        char name[32];
        /* A line that the other export has, too, so that it is no other file. */
        bytes_add(&file, "{\"MaHoSo\":\"first\",\"TrangThaiHoSo\":1}\n",
                  strlen("{\"MaHoSo\":\"first\",\"TrangThaiHoSo\":1}\n"));
        add_export(&file, form, twice, day, padding);
        bytes_add(&file, "", 1);
        snprintf(name, sizeof(name), "%d.jsonl", day);
        say(p, name, (const char *)file.at, (time_t)day * 86400, list);
        bytes_free(&file);
}

static void same_said(const struct said_list *a, const struct said_list *b)
{
        assert_int_equal(a->n, b->n);
        assert_true(a->n <= SAID_MOST);
        for (size_t i = 0; i < a->n; i++) {
                const struct event *v = &a->said[i].v, *w = &b->said[i].v;
                assert_string_equal(a->said[i].dossier_id, b->said[i].dossier_id);
                assert_memory_equal(v->event_id, w->event_id, sizeof(v->event_id));
                assert_int_equal(v->stated_at, w->stated_at);
                assert_int_equal(v->since, w->since);
                assert_int_equal(v->occurrence_n, w->occurrence_n);
        }
}

/* Whatever becomes of cases from day to day, a spool that knows lines by their bytes says what one says that
 * reads each anew. */
static void known_by_its_bytes(void **state)
{
        static const char *const kinds[] = {"", "[file]\ncomplete = yes\n",
                                            "[file]\nemptied_end = reopened\n", "[file]\nreturning = new\n"};
        uint64_t rows = 0, read = 0;
        (void)state;
        srand(5);
        for (int round = 0; round < 4; round++) {
                void *at[2];
                int form[CASES];
                bool twice[CASES];
                for (int i = 0; i < CASES; i++) {
                        form[i] = rand();
                        twice[i] = rand() % 10 == 0;
                }
                for (int k = 0; k < 2; k++) {
                        char text[512];
                        set_up(&at[k]);
                        snprintf(text, sizeof(text), PORTAL "%s", kinds[round % 4]);
                        use_mapping(at[k], text);
                }
                for (int day = 0; day < DAYS; day++) {
                        struct said_list said[2];
                        for (int k = 0; k < 2; k++)
                                say_day(at[k], day, form, twice, k, &said[k]);
                        same_said(&said[0], &said[1]);
                        rows += said[1].counts.portal.documents;
                        read += said[0].counts.portal.documents;
                        for (int i = 0; i < CASES; i++)
                                form[i] = rand() % 6 ? form[i] : rand();
                }
                tear_down(&at[0]);
                tear_down(&at[1]);
        }
        assert_true(read < rows / 4 * 3); /* most lines were known */
}

/* The memory lies elsewhere, and the journal was lost: nobody can tell by what mapping it was filled. */
static void by_another_mapping(void **state)
{
        struct spool_dir *p = *state;
        char memory[128], command[256];
        struct said_list list;
        snprintf(memory, sizeof(memory), "%s.memory", p->path);
        snprintf(command, sizeof(command), "rm -rf %s/.hentra %s/done", p->path, p->path);
        const struct spool_options options = {.memory = memory, .memory_most = 100, .missed_most = 3};
        static const char line[] = "{\"MaHoSo\":\"1\",\"TrangThaiHoSo\":2,\"DonViXuLy\":\"A\"}\n";
        use_mapping(p, PORTAL);
        put(p, "a.jsonl", line, SAID_FROM);
        listen(p, &options, SIZE_MAX, true, &list);
        assert_int_equal(list.n, 1);
        assert_int_equal(system(command), 0);
        use_mapping(p, PORTAL "[units]\nA = B\n");
        put(p, "b.jsonl", line, SAID_FROM + 86400);
        listen(p, &options, SIZE_MAX, true, &list);
        assert_int_equal(list.n, 1);
        snprintf(command, sizeof(command), "rm -r %s", memory);
        assert_int_equal(system(command), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(known_by_its_bytes),
                cmocka_unit_test_setup_teardown(by_another_mapping, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
