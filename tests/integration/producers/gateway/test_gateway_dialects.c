/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_dialects.c - three kinds of one-stop systems as they are, with their flags, sessions and
 * sweeps, over a day on which the gateway is killed: what each of them believes to have sent is in the
 * warehouse.
 *
 * OC logs in and keeps the session for ten minutes; looks up each dossier, and by that says isUpdating; takes
 * what it cannot read for no answer, and sends nothing without a session; sweeps once a day. TD has no
 * credential but the key in its URLs; compares error_code with texts, looks for words in any case in message,
 * and for steps in the raw bytes; sends ten steps a call, and never again those that failed; sweeps all that
 * is not flagged. HG has all in the URL.
 */
#include "core/lib/crypto.h"
#include "core/lib/json.h"
#include "core/lib/nfc.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include "tests/support/peek.h"
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum { DOSSIERS = 12, STEPS = 25 };

static struct world world;
static struct child gateway;
static int port;
static char folder[] = "/tmp/hentra-dialects-XXXXXX";

static void start(const char *known)
{
        char listen[64];
        const char *at;
        snprintf(listen, sizeof(listen), "gateway.listen=127.0.0.1:%d", port);
        child_start(&gateway, &world, "gateway", "--set", known, "--set", listen, NULL);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
}

static void stop(int number)
{
        child_signal(&gateway, number);
        assert_int_equal(child_wait(&gateway), number == SIGTERM ? 0 : 128 + number);
        child_close(&gateway);
}

static int open_world(void **state)
{
        uint8_t hash[32];
        char secret[65], more[256];
        (void)state;
        assert_non_null(mkdtemp(folder));
        sha256_text(TEXT("secret"), hash);
        hex_format(hash, 32, secret);
        snprintf(more, sizeof(more), "%s/clients", folder);
        FILE *f = fopen(more, "w");
        assert_non_null(f);
        fprintf(f, "[client oc]\ntoken = %s\nagencies = H15\n[client td]\nkey = %s\nagency = H15\n", secret,
                secret);
        sha256_text(TEXT("of hg"), hash);
        fprintf(f, "[client hg]\ntoken = %s\nagencies = H15\n", hex_format(hash, 32, secret));
        fclose(f);
        snprintf(more, sizeof(more), "gateway.clients=%s/clients\ngateway.memory=%s/memory\n", folder,
                 folder);
        world_open(&world, "gateway_dialects", more);
        world_topic(&world, 1);
        world_setup(&world, 5);
        return 0;
}

static int close_world(void **state)
{
        char command[128];
        (void)state;
        children_end();
        world_close(&world);
        snprintf(command, sizeof(command), "rm -r %s", folder);
        return system(command);
}

/* ---- a call ---- */

static bool somebody_listens(void)
{
        const struct sockaddr_in at = {.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)port),
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool is = connect(fd, (const void *)&at, sizeof(at)) == 0;
        close(fd);
        return is;
}

/* The body of the answer, to be freed; "" where nobody listens. Each is in composed form and not escaped, and
 * never is there a 5xx. */
static char *call(const char *path, const char *head, const char *body)
{
        if (!somebody_listens())
                return strdup("");
        struct asked a = ask(port, path, head, body);
        if (a.status == 0 || a.status >= 500)
                fail_msg("%s: %d %s", path, a.status, a.body);
        assert_true(nfc_equal(text_of(a.body), text_of(a.body)) && !strstr(a.body, "\\u"));
        char *text = strdup(a.body);
        asked_end(&a);
        return text;
}

/* A document, which differs from the one of another round; a step at a time of its own. */
static const char *document(char system, int i, int round)
{
        static char out[512];
        snprintf(out, sizeof(out),
                 "{\"MaHoSo\":\"%c-%03d\",\"MaTTHC\":\"1.004873\",\"KenhThucHien\":\"2\",\"NgayTiepNhan\":"
                 "\"20261008081500\",\"NgayHenTra\":\"20261013170000\",\"TrangThaiHoSo\":\"%d\","
                 "\"DonViXuLy\":\"null\",\"DanhSachLePhi\":[{\"Gia\":\"8000\"}],\"TaiLieuNop\":null,"
                 "\"DanhSachHoSoBoSung\":[],\"ChuHoSo\":\"Nguyễn\"}",
                 system, i, round == 1 ? 2 : 4);
        return out;
}

static const char *step(char system, int i, int k)
{
        static char out[256];
        snprintf(out, sizeof(out),
                 "{\"MaHoSo\":\"%c-%03d\",\"ThoiDiemXuLy\":\"20261009%02d%02d00\",\"TrangThai\":\"4\","
                 "\"NguoiXuLy\":\"Trần\"}",
                 system, i, 8 + k / 60, k % 60);
        return out;
}

/* ---- OC ---- */

static struct {
        char session[80];
        bool cached; /* ten minutes have not passed */
        bool synced[DOSSIERS];
        int logins;
} oc;

/* -1: an exception, so an empty result. */
static int64_t oc_code(const char *answer, char *session)
{
        struct json_node *root;
        struct err e;
        struct text t;
        int64_t code = -1;
        if (json_read(&root, text_of(answer), &e) != OK)
                return -1;
        if (json_text_of(json_member(root, "error_code"), &t))
                code = atoi(t.at);
        else
                (void)json_int_of(json_member(root, "error_code"), &code);
        if (session && json_text_of(json_member(root, "session"), &t))
                snprintf(session, 80, "%.*s", (int)t.len, t.at);
        json_close(root);
        return code;
}

static bool oc_has_session(void)
{
        if (oc.cached)
                return true;
        char *answer = call("/oc/login", "dstcode: VN:GOV:000.00.00.H15\r\n",
                            "{\"username\":\"oc\",\"password\":\"secret\"}");
        oc.cached = oc_code(answer, oc.session) == 0;
        oc.logins += oc.cached;
        free(answer);
        return oc.cached;
}

static int64_t oc_call(const char *service, const char *updating, const char *data)
{
        char body[1024];
        snprintf(body, sizeof(body),
                 "{\"session\":\"%s\",\"madonvi\":\"H15\",\"service\":\"%s\",\"isUpdating\":\"%s\",\"data\":["
                 "%s]}",
                 oc.session, service, updating, data);
        char *answer = call("/oc", "", body);
        const int64_t code = oc_code(answer, NULL);
        free(answer);
        return code;
}

static bool oc_sends(int i, int round)
{
        char id[64];
        if (!oc_has_session())
                return false;
        snprintf(id, sizeof(id), "{\"MaHoSo\":\"o-%03d\"}", i);
        const bool known = oc_call("TraCuuHoSo", "False", id) == 0;
        oc.synced[i] = oc_call("DongBoHoSoMC", known ? "True" : "False", document('o', i, round)) == 0;
        return oc.synced[i];
}

static bool oc_sends_step(int i, int k)
{
        return oc_has_session() && oc_call("CapNhatTienDoHoSoMC", "False", step('o', i, k)) == 0;
}

/* ---- TD ---- */

static struct {
        bool synced[DOSSIERS];
        int updates;    /* after "đã tồn tại" */
        int steps_sent; /* as it believes */
        int steps_lost; /* only logged, never sent again */
} td;

static bool contains_in_any_case(struct text t, const char *words)
{
        for (size_t i = 0; i + strlen(words) <= t.len; i++)
                if (strncasecmp(t.at + i, words, strlen(words)) == 0)
                        return true;
        return false;
}

/* One dossier in a bare list. */
static bool td_sends_to(const char *url, int i, int round, bool *exists)
{
        char path[64], body[600];
        struct json_node *root;
        struct err e;
        struct text code, message;
        bool good = false;
        snprintf(path, sizeof(path), "/td/secret/%s", url);
        snprintf(body, sizeof(body), "[%s]", document('t', i, round));
        char *answer = call(path, "", body);
        *exists = false;
        if (json_read(&root, text_of(answer), &e) == OK) {
                assert_true(json_text_of(json_member(root, "error_code"), &code));
                assert_true(json_text_of(json_member(root, "message"), &message)); /* null breaks it */
                const bool goes_on = text_equal(code, TEXT("0")) || text_equal(code, TEXT("3")) ||
                                     text_equal(code, TEXT("-3"));
                good = text_equal(code, TEXT("0")) && contains_in_any_case(message, "thành công");
                *exists = goes_on && strstr(message.at, "đã tồn tại");
                json_close(root);
        }
        free(answer);
        return good;
}

/* What fails here is written to a log, and the dossier is synchronised all the same. */
static void td_sends_steps(int i)
{
        char body[4096];
        for (int from = 0; from < STEPS; from += 10) {
                const int n = STEPS - from < 10 ? STEPS - from : 10;
                strcpy(body, "[");
                for (int k = from; k < from + n; k++)
                        snprintf(body + strlen(body), sizeof(body) - strlen(body), "%s%s",
                                 k > from ? "," : "", step('t', i, k));
                strcat(body, "]");
                char *answer = call("/td/secret/steps", "", body);
                if (strstr(answer, "thành công"))
                        td.steps_sent += n;
                else
                        td.steps_lost += n;
                free(answer);
        }
}

static void td_sends(int i, int round)
{
        bool exists;
        td.synced[i] = td_sends_to("create", i, round, &exists);
        if (!td.synced[i] && exists) {
                td.synced[i] = td_sends_to("update", i, round, &exists);
                td.updates++;
        }
}

/* Every dossier that is not flagged, one at a time. The number of those that are not flagged then. */
static int td_sweeps(int round)
{
        int left = 0;
        for (int i = 0; i < DOSSIERS; i++) {
                if (!td.synced[i])
                        td_sends(i, round);
                left += !td.synced[i];
        }
        return left;
}

/* ---- HG ---- */

static bool hg_sends(int i, int round, const char *updating)
{
        char path[128], body[600];
        snprintf(path, sizeof(path), "/hg/DongBoHoSoMC?MaDinhDanhDV=H15&isUpdating=%s", updating);
        snprintf(body, sizeof(body), "[%s]", document('g', i, round));
        char *answer = call(path, "Authorization: Bearer of hg\r\n", body);
        const bool good = strstr(answer, "\"error_code\":\"0\"") != NULL;
        free(answer);
        return good;
}

/* ---- a day ---- */

/* Dossiers and their status, of each system, as the warehouse has them. */
static bool warehouse_is(const char *expected)
{
        struct child load;
        assert_exit(0, &load, &world, "load", "--until-end");
        child_close(&load);
        struct pg *pg = world_connect(&world, "test");
        char *seen = sql_text(pg, "select left(dossier_id, 1) as system, status, count(*) from "
                                  "hentra.dossier_detail group by 1, 2 order by 1, 2");
        const bool is = strcmp(seen, expected) == 0;
        if (!is)
                print_message("not yet: %s\n", seen);
        free(seen);
        pg_close(pg);
        return is;
}

static int64_t events(void)
{
        int64_t first, next;
        struct err e;
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        return next;
}

static void a_day(void **state)
{
        (void)state;
        start("gateway.known=replace");
        for (int i = 0; i < DOSSIERS / 2; i++) {
                assert_true(oc_sends(i, 1) && oc_sends_step(i, 1) && hg_sends(i, 1, "False"));
                td_sends(i, 1);
                assert_true(td.synced[i]);
        }
        td_sends_steps(0);
        assert_int_equal(td.steps_sent, STEPS);
        assert_int_equal(oc.logins, 1); /* one session for all */
        EVENTUALLY(events() == DOSSIERS / 2 * 4 + STEPS);
        /* The line is cut: nothing is believed to be sent, and steps of TD are lost there. */
        stop(SIGKILL);
        for (int i = DOSSIERS / 2; i < DOSSIERS; i++) {
                assert_false(oc_sends(i, 1) || hg_sends(i, 1, "False"));
                td_sends(i, 1);
        }
        assert_int_equal(td_sweeps(1), DOSSIERS / 2);
        td_sends_steps(DOSSIERS - 1);
        assert_int_equal(td.steps_lost, STEPS);
        /* It is back, and all comes at once. OC's session ended with the gateway; after ten minutes it logs
         * in again. */
        start("gateway.known=replace");
        assert_int_equal(td_sweeps(1), 0);
        assert_false(oc_sends(DOSSIERS - 1, 1));
        oc.cached = false;
        for (int i = 0; i < DOSSIERS; i++)
                assert_true((oc.synced[i] || oc_sends(i, 1)) && hg_sends(i, 1, "True"));
        assert_int_equal(oc.logins, 2);
        EVENTUALLY(warehouse_is("g|RECEIVED|12 o|PROCESSING|6 o|RECEIVED|6 t|PROCESSING|1 t|RECEIVED|11"));
}

/* TD lost its flags, and the gateway refuses to create what it knows: all goes by the update. An update of a
 * dossier that nobody knows succeeds as well. */
static void creating_is_refused(void **state)
{
        bool exists;
        (void)state;
        stop(SIGTERM);
        start("gateway.known=refuse");
        memset(td.synced, 0, sizeof(td.synced));
        const int64_t before = events();
        assert_int_equal(td_sweeps(2), 0);
        EVENTUALLY(events() == before + DOSSIERS);
        oc.cached = false;
        for (int i = 0; i < DOSSIERS; i++) /* OC looks up first, and so never creates what is known */
                assert_true(oc_sends(i, 2));
        assert_false(hg_sends(0, 2, "False"));
        assert_true(hg_sends(0, 2, "True"));
        assert_true(td_sends_to("update", 900, 2, &exists));
        memset(td.synced, 0, sizeof(td.synced));
        td.updates = 0;
        assert_int_equal(td_sweeps(2), 0); /* nothing new, and all of it known */
        assert_int_equal(td.updates, DOSSIERS);
        EVENTUALLY(events() == before + 2 * DOSSIERS + 2);
        stop(SIGTERM);
        EVENTUALLY(warehouse_is("g|PROCESSING|1 g|RECEIVED|11 o|PROCESSING|12 t|PROCESSING|13"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_day),
                cmocka_unit_test(creating_is_refused),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
