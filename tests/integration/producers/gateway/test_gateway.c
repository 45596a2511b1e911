/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway.c - small clients that speak and read as three kinds of one-stop systems do, against the command
 * and a real topic.
 *
 * OC logs in, looks up, sends with a session; reads error_code as a number or a text, and takes anything else
 * for no answer. TD has no credential but a key in its URLs; compares error_code with the text "0", needs a
 * message, and looks for words in the raw bytes. HG has its parameters in the URL.
 */
#include "core/lib/crypto.h"
#include "core/lib/json.h"
#include "core/wire/codec.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include "tests/support/topic_end.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct codec *codec;
static struct child gateway;
static int port;
static char clients_file[] = "/tmp/hentra-clients-XXXXXX";

static void write_clients(void)
{
        uint8_t hash[32];
        char oc[65], td[65], hg[65];
        sha256_text(TEXT("mật khẩu"), hash);
        hex_format(hash, 32, oc);
        sha256_text(TEXT("td-key"), hash);
        hex_format(hash, 32, td);
        sha256_text(TEXT("hg-token"), hash);
        hex_format(hash, 32, hg);
        const int fd = mkstemp(clients_file);
        assert_true(fd >= 0);
        dprintf(fd, "[client oc]\ntoken = %s\nagencies = H15\ndossiers = H15.\n", oc);
        dprintf(fd, "[client td]\nkey = %s\nagency = H15\n", td);
        dprintf(fd, "[client hg]\ntoken = %s\nagencies = H15 H16\n", hg);
        dprintf(fd, "[client elsewhere]\ntoken = %s\naddress = 10.0.0.0/8\n", td);
        close(fd);
}

static int port_of(struct child *c)
{
        const char *at;
        EVENTUALLY((at = strstr(child_err(c), "port=")) != NULL && strchr(at, '\n'));
        return atoi(strstr(child_err(c), "port=") + 5);
}

static int open_world(void **state)
{
        char more[256];
        struct err e;
        (void)state;
        write_clients();
        snprintf(more, sizeof(more), "gateway.listen=127.0.0.1:0\ngateway.clients=%s\ngateway.dossiers=20\n",
                 clients_file);
        world_open(&world, "gateway", more);
        world_topic(&world, 1);
        DONE(codec_open(&codec, &e));
        child_start(&gateway, &world, "gateway", NULL);
        port = port_of(&gateway);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        child_signal(&gateway, SIGTERM);
        const int code = child_wait(&gateway);
        child_close(&gateway);
        children_end();
        codec_close(codec);
        world_close(&world);
        unlink(clients_file);
        return code;
}

/* ---- the topic ---- */

/* The event at an offset is in the topic, now, of this dossier and source. */
static void expect_event(int64_t offset, const char *source, const char *id, enum kind kind)
{
        struct kafka_message message;
        struct event v;
        struct err e;
        bool found;
        struct kafka_peeker *p = kafka_peeker_new(world.conf);
        DONE(kafka_peek(p, world.topic, 0, offset, 10000, &message, &found, &e));
        assert_true(found);
        DONE(codec_decode(codec, message.value, message.value_len, &v, &e));
        assert_true(text_equal(v.dossier_id, text_of(id)));
        assert_true(text_equal(v.source, text_of(source)));
        assert_int_equal(v.kind, kind);
        assert_true(v.stated_at <= v.observed_at);
        kafka_release(&message, 1);
        kafka_peeker_close(p);
}

/* ---- OC ---- */

struct oc_answer {
        int64_t error_code; /* -1: no answer that it could read */
        char session[128];
};

static struct oc_answer oc_post(const char *path, const char *body)
{
        struct oc_answer out = {.error_code = -1};
        struct asked a = ask(port, path, "dstcode: VN:GOV:000.00.00.H15\r\n", body);
        struct json_node *root = NULL;
        struct err e;
        struct text t;
        if (json_read(&root, text_of(a.body), &e) == OK) {
                if (json_text_of(json_member(root, "error_code"), &t))
                        out.error_code = atoi(t.at);
                else
                        (void)json_int_of(json_member(root, "error_code"), &out.error_code);
                if (json_text_of(json_member(root, "session"), &t))
                        snprintf(out.session, sizeof(out.session), "%s", t.at);
        }
        json_close(root);
        asked_end(&a);
        return out;
}

static struct oc_answer oc_call(const char *session, const char *madonvi, const char *service,
                                const char *data)
{
        char body[1024];
        snprintf(body, sizeof(body),
                 "{\"session\":\"%s\",\"madonvi\":\"%s\",\"service\":\"%s\",\"isUpdating\":\"False\","
                 "\"data\":%s}",
                 session, madonvi, service, data);
        return oc_post("/oc", body);
}

#define OC_DATA \
        "[{\"MaHoSo\":\"H15.01-261008-0001\",\"TrangThaiHoSo\":\"2\",\"NgayTiepNhan\":\"20261008081500\"}]"
#define OC_STEP \
        "[{\"MaHoSo\":\"H15.01-261008-0001\",\"TrangThai\":\"4\",\"ThoiDiemXuLy\":\"20261009081500\"}]"

static void oc_logs_in_and_sends(void **state)
{
        (void)state;
        const int64_t from = topic_end(&world);
        struct oc_answer login = oc_post("/oc/login", "{\"username\":\"oc\",\"password\":\"mật khẩu\"}");
        assert_int_equal(login.error_code, 0);
        assert_int_equal(strlen(login.session), 64);
        struct oc_answer second = oc_post("/oc/login", "{\"username\":\"oc\",\"password\":\"mật khẩu\"}");
        assert_string_not_equal(login.session, second.session);
        assert_int_not_equal(oc_call(login.session, "H15", "TraCuuHoSo", OC_DATA).error_code, 0);
        assert_int_equal(oc_call(login.session, "H15", "DongBoHoSoMC", OC_DATA).error_code, 0);
        assert_int_equal(oc_call(second.session, "H15", "CapNhatTienDoHoSoMC", OC_STEP).error_code, 0);
        topic_expect_end(&world, from + 2);
        expect_event(from, "oc", "H15.01-261008-0001", KIND_DOCUMENT);
        expect_event(from + 1, "oc", "H15.01-261008-0001", KIND_STEP);
}

static void what_oc_may_not(void **state)
{
        (void)state;
        const int64_t from = topic_end(&world);
        assert_int_equal(oc_post("/oc/login", "{\"username\":\"oc\",\"password\":\"mat khau\"}").error_code,
                         5);
        assert_int_equal(oc_post("/oc/login", "{\"username\":\"td\",\"password\":\"\"}").error_code, 5);
        assert_int_equal(oc_post("/oc/login", "{}").error_code, 5);
        /* Its address is another one. */
        assert_int_equal(
                oc_post("/oc/login", "{\"username\":\"elsewhere\",\"password\":\"td-key\"}").error_code, 5);
        struct oc_answer login = oc_post("/oc/login", "{\"username\":\"oc\",\"password\":\"mật khẩu\"}");
        assert_int_equal(oc_call("", "H15", "DongBoHoSoMC", OC_DATA).error_code, 5);
        char other[128];
        snprintf(other, sizeof(other), "%s", login.session);
        other[0] = other[0] == '0' ? '1' : '0';
        assert_int_equal(oc_call(other, "H15", "DongBoHoSoMC", OC_DATA).error_code, 5);
        assert_int_equal(oc_call(login.session, "H16", "DongBoHoSoMC", OC_DATA).error_code, 5);
        assert_int_equal(oc_call(login.session, "H15", "DongBo", OC_DATA).error_code, 2);
        assert_int_equal(oc_call(login.session, "H15", "DongBoHoSoMC", "[]").error_code, 2);
        assert_int_equal(
                oc_call(login.session, "H15", "DongBoHoSoMC", "[{\"MaHoSo\":\"H16-1\",\"TrangThaiHoSo\":2}]")
                        .error_code,
                1);
        topic_expect_end(&world, from);
}

/* ---- TD ---- */

static char *td_post(const char *what, const char *body)
{
        char path[128];
        snprintf(path, sizeof(path), "/td/td-key/%s", what);
        struct asked a = ask(port, path, "", body);
        char *text = strdup(a.body);
        asked_end(&a);
        return text;
}

/* True when it marks the dossier as synchronised: error_code "0" and the words in the message. */
static bool td_sends(const char *dossier)
{
        char body[1024];
        struct json_node *root;
        struct err e;
        struct text code, message;
        snprintf(body, sizeof(body), "[%s]", dossier);
        char *text = td_post("create", body);
        DONE(json_read(&root, text_of(text), &e));
        assert_true(json_text_of(json_member(root, "error_code"), &code));
        assert_true(json_text_of(json_member(root, "message"), &message)); /* null breaks its reader */
        const bool goes_on =
                text_equal(code, TEXT("0")) || text_equal(code, TEXT("3")) || text_equal(code, TEXT("-3"));
        const bool good = text_equal(code, TEXT("0")) && strstr(message.at, "thành công");
        assert_null(strstr(message.at, "đã tồn tại"));
        assert_int_equal(goes_on, good);
        json_close(root);
        free(text);
        return good;
}

static bool td_steps(const char *steps)
{
        char *text = td_post("steps", steps);
        const bool good = strstr(text, "thành công") != NULL;
        free(text);
        return good;
}

static void td_creates_and_sends_steps(void **state)
{
        (void)state;
        const int64_t from = topic_end(&world);
        assert_true(
                td_steps("[{\"MaHoSo\":\"t-1\",\"TrangThai\":null,\"ThoiDiemXuLy\":\"20261009081500\"}]"));
        assert_true(
                td_sends("{\"MaHoSo\":\"t-1\",\"TrangThaiHoSo\":\"4\",\"NgayTiepNhan\":\"20261008081500\","
                         "\"ChuHoSo\":\"Nguyễn\",\"DanhSachHoSoBoSung\":[]}"));
        assert_true(
                td_sends("{\"MaHoSo\":\"t-1\",\"TrangThaiHoSo\":\"4\",\"NgayTiepNhan\":\"20261008081500\"}"));
        char *text = td_post("update", "[{\"MaHoSo\":\"t-new\",\"TrangThaiHoSo\":\"4\"}]");
        assert_non_null(strstr(text, "\"error_code\":\"0\""));
        free(text);
        topic_expect_end(&world, from + 4);
        expect_event(from, "td", "t-1", KIND_STEP);
        expect_event(from + 1, "td", "t-1", KIND_DOCUMENT);
        expect_event(from + 3, "td", "t-new", KIND_DOCUMENT);
}

static void td_is_told_what_is_wrong(void **state)
{
        (void)state;
        const int64_t from = topic_end(&world);
        assert_false(td_sends("{\"MaHoSo\":\"t-2\",\"TrangThaiHoSo\":\"4\",\"NgayTiepNhan\":\"hôm qua\"}"));
        assert_false(td_steps("[{\"MaHoSo\":\"t-2\"}]"));
        assert_false(td_steps("nothing"));
        assert_false(td_steps(""));
        topic_expect_end(&world, from);
        /* What is too long to be a code is not given back. */
        char large[1024];
        snprintf(large, sizeof(large), "[{\"MaHoSo\":\"%0500d\",\"TrangThaiHoSo\":4}]", 0);
        char *given = td_post("create", large);
        assert_non_null(strstr(given, "{\"MaHoSo\":\"\",\"index\":0,\"message\":\"MaHoSo has 500 bytes"));
        free(given);
        /* The good ones are taken. */
        char *text = td_post("create", "[{\"MaHoSo\":\"t-3\",\"TrangThaiHoSo\":4},"
                                       "{\"MaHoSo\":\"t-4\",\"TrangThaiHoSo\":\"bốn\"},"
                                       "{\"MaHoSo\":\"t-5\",\"TrangThaiHoSo\":4}]");
        assert_non_null(strstr(
                text, "{\"MaHoSo\":\"t-4\",\"index\":1,\"message\":\"TrangThaiHoSo is none of 1 to 10\"}"));
        assert_non_null(strstr(text, "\"error_code\":\"1\""));
        assert_null(strstr(text, "t-3"));
        assert_null(strstr(text, "thành công"));
        free(text);
        topic_expect_end(&world, from + 2);
        expect_event(from + 1, "td", "t-5", KIND_DOCUMENT);
        assert_null(strstr(child_err(&gateway), "t-4")); /* not in the log */
}

/* ---- HG ---- */

static int hg_post(const char *token, const char *query, const char *body)
{
        char path[128], head[128];
        snprintf(path, sizeof(path), "/hg/%s", query);
        snprintf(head, sizeof(head), "Authorization: Bearer %s\r\n", token);
        struct asked a = ask(port, path, head, body);
        const int status = a.status;
        assert_non_null(strstr(a.head, "Content-Type: application/json; charset=utf-8\r\n"));
        asked_end(&a);
        return status;
}

static void hg_has_its_parameters_in_the_url(void **state)
{
        (void)state;
        const int64_t from = topic_end(&world);
        const char *one = "[{\"MaHoSo\":\"g-1\",\"TrangThaiHoSo\":2}]";
        assert_int_equal(hg_post("hg-token", "DongBoHoSoMC?MaDinhDanhDV=H16&isUpdating=True", one), 200);
        topic_expect_end(&world, from + 1);
        expect_event(from, "hg", "g-1", KIND_DOCUMENT);
        assert_int_equal(hg_post("hg-token", "DongBoHoSoMC?MaDinhDanhDV=H17&isUpdating=True", one), 401);
        /* Without an agency of the call, the one in the dossier's code is judged. */
        assert_int_equal(hg_post("hg-token", "DongBoHoSoMC",
                                 "[{\"MaHoSo\":\"H16.1-261008-0001\","
                                 "\"TrangThaiHoSo\":2}]"),
                         200);
        assert_int_equal(hg_post("hg-token", "DongBoHoSoMC",
                                 "[{\"MaHoSo\":\"H17.1-261008-0001\","
                                 "\"TrangThaiHoSo\":2}]"),
                         200); /* named in the result */
        assert_int_equal(hg_post("hg-tokem", "DongBoHoSoMC?MaDinhDanhDV=H16", one), 401);
        assert_int_equal(hg_post("hg-token", "XoaHoSoMC?MaDinhDanhDV=H16", one), 404);
        topic_expect_end(&world, from + 2);
}

static void too_many_dossiers(void **state)
{
        (void)state;
        char body[2048] = "[";
        for (int i = 0; i < 21; i++)
                snprintf(body + strlen(body), sizeof(body) - strlen(body),
                         "%s{\"MaHoSo\":\"m-%d\",\"TrangThaiHoSo\":2}", i ? "," : "", i);
        strcat(body, "]");
        const int64_t from = topic_end(&world);
        assert_int_equal(hg_post("hg-token", "DongBoHoSoMC", body), 413);
        assert_int_equal(hg_post("hg-token", "TraCuuHoSo", body), 413);
        assert_int_equal(hg_post("hg-token", "TraCuuHoSo?MaDinhDanhDV=H17", "[{\"MaHoSo\":\"m-1\"}]"), 401);
        topic_expect_end(&world, from);
}

/* To the row of the warehouse: the document ends what the step only tells of. */
static void a_dossier_becomes_a_fact(void **state)
{
        (void)state;
        struct child load;
        const int64_t from = topic_end(&world);
        world_setup(&world, 5);
        assert_true(td_steps("[{\"MaHoSo\":\"f-1\",\"TrangThai\":9,\"ThoiDiemXuLy\":\"20261008081500\"},"
                             "{\"MaHoSo\":\"f-1\",\"TrangThai\":5,\"ThoiDiemXuLy\":\"20261009081500\"}]"));
        const char *open = "{\"MaHoSo\":\"f-1\",\"TrangThaiHoSo\":5,\"NgayTiepNhan\":\"20261008081500\"}";
        assert_true(td_sends(open));
        topic_expect_end(&world, from + 3);
        assert_exit(0, &load, &world, "load", "--until-end");
        child_close(&load);
        struct pg *pg = world_connect(&world, "test");
        assert_sql(pg, "SUPPLEMENT_REQUESTED|t|2026-10-09 01:15:00+00",
                   "select status, ended_at is null, paused_at from hentra.dossier_detail where dossier_id = "
                   "'f-1'");
        assert_true(td_sends("{\"MaHoSo\":\"f-1\",\"TrangThaiHoSo\":9,\"NgayTiepNhan\":\"20261008081500\","
                             "\"NgayKetThucXuLy\":\"20261010081500\"}"));
        topic_expect_end(&world, from + 4);
        assert_exit(0, &load, &world, "load", "--until-end");
        child_close(&load);
        assert_sql(pg, "RESOLVED|2026-10-10 01:15:00+00",
                   "select status, ended_at from hentra.dossier_detail where dossier_id = 'f-1'");
        pg_close(pg);
}

/* Last: from then on the address of all these clients is known for it. */
static void strangers_are_held_to_a_rate(void **state)
{
        (void)state;
        enum { LARGE = 3 << 20, LOGIN = 9000 };
        char *large = memset(calloc(LARGE + 1, 1), ' ', LARGE);
        assert_int_equal(oc_post("/oc/login", large + LARGE - LOGIN).error_code, 4);
        int64_t code = 2;
        for (int i = 0; code == 2 && i < 20; i++)
                code = oc_post("/oc", large).error_code;
        free(large);
        assert_int_equal(code, 6);
        /* A client that is known without its body is not held up by them. */
        assert_true(td_sends("{\"MaHoSo\":\"s-1\",\"TrangThaiHoSo\":4}"));
        EVENTUALLY(oc_post("/oc/login", "{\"username\":\"oc\",\"password\":\"mật khẩu\"}").error_code == 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(oc_logs_in_and_sends),
                cmocka_unit_test(what_oc_may_not),
                cmocka_unit_test(td_creates_and_sends_steps),
                cmocka_unit_test(td_is_told_what_is_wrong),
                cmocka_unit_test(hg_has_its_parameters_in_the_url),
                cmocka_unit_test(too_many_dossiers),
                cmocka_unit_test(a_dossier_becomes_a_fact),
                cmocka_unit_test(strangers_are_held_to_a_rate),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
