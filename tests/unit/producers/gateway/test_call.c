/* SPDX-License-Identifier: Apache-2.0
 *
 * test_call.c - the paths and bodies of three kinds of systems.
 */
#include "producers/gateway/call.h"
#include "tests/support/unit.h"
#include <stdio.h>

static struct call_route route;

static bool goes(const char *path, enum call_kind kind, const char *key)
{
        return call_route(path, &route) && route.kind == kind && text_equal(route.key, text_of(key));
}

static void paths(void **state)
{
        (void)state;
        assert_true(goes("/oc", CALL_DOCUMENTS, "") && route.in_body);
        assert_true(goes("/oc/k", CALL_DOCUMENTS, "k") && route.in_body);
        assert_true(goes("/oc/login", CALL_LOGIN, "") && !route.in_body);
        assert_true(goes("/oc/k/login", CALL_LOGIN, "k"));
        assert_true(goes("/td/create", CALL_DOCUMENTS, ""));
        assert_true(goes("/td/k/update", CALL_DOCUMENTS, "k"));
        assert_true(goes("/td/k/steps", CALL_STEPS, "k") && !route.in_body);
        assert_true(goes("/hg/DongBoHoSoMC", CALL_DOCUMENTS, ""));
        assert_true(goes("/hg/k/CapNhatTienDoHoSoMC", CALL_STEPS, "k"));
        assert_true(goes("/hg/TraCuuHoSo", CALL_LOOKUP, ""));
        static const char *const none[] = {"",
                                           "/",
                                           "oc",
                                           "/oc/a/b",
                                           "/oc//login",
                                           "/td",
                                           "/td/k",
                                           "/td/k/l/steps",
                                           "/td/delete",
                                           "/hg",
                                           "/hg/k/login",
                                           "/xx/create",
                                           "/td/create/",
                                           "//",
                                           "/hg/dongbohosomc"};
        for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
                if (call_route(none[i], &route))
                        fail_msg("%s is a path", none[i]);
}

static struct json_node *root;
static enum fault read_call(const char *path, const char *body, struct call *c)
{
        struct err e;
        json_close(root);
        assert_true(call_route(path, &route));
        assert_int_equal(json_read(&root, text_of(body), &e), OK);
        return call_read(&route, root, "H15", "False", c, &e);
}

/* An agency that is not written as a text is judged like one, or refused; it is never as if not said. */
static void agencies(void **state)
{
        (void)state;
        static const char *const texts[][2] = {
                {"\"H16\"", "H16"}, {"16", "16"}, {"\" H16 \"", "H16"}, {"null", ""}, {"\"\"", ""}};
        static const char *const none[] = {"[]", "{}", "[\"H16\"]", "1.5", "true", "false"};
        char body[128];
        struct call c;
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                snprintf(body, sizeof(body), "{\"service\":\"DongBoHoSoMC\",\"madonvi\":%s,\"data\":[{}]}",
                         texts[i][0]);
                assert_int_equal(read_call("/oc", body, &c), OK);
                assert_true(text_equal(c.madonvi, text_of(texts[i][1])));
        }
        for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
                snprintf(body, sizeof(body), "{\"service\":\"DongBoHoSoMC\",\"madonvi\":%s,\"data\":[{}]}",
                         none[i]);
                assert_int_equal(read_call("/oc", body, &c), POISON);
        }
}

static void bodies(void **state)
{
        (void)state;
        struct call c;
        assert_int_equal(read_call("/oc",
                                   "{\"session\":\"s\",\"madonvi\":\"H16\",\"service\":\"DongBoHoSoMC\","
                                   "\"isUpdating\":false,\"data\":[{},{}]}",
                                   &c),
                         OK);
        assert_int_equal(c.kind, CALL_DOCUMENTS);
        assert_true(text_equal(c.session, TEXT("s")) && text_equal(c.madonvi, TEXT("H16")));
        assert_int_equal(call_dossiers(&c), 2);
        assert_int_equal(read_call("/oc", "{\"service\":\"CapNhatTienDoHoSoMC\",\"data\":{}}", &c), OK);
        assert_int_equal(c.kind, CALL_STEPS);
        assert_int_equal(call_dossiers(&c), 1);
        assert_true(json_is_map(call_dossier(&c, 0)));
        assert_int_equal(read_call("/oc", "{\"service\":\"TraCuuHoSo\"}", &c), OK);
        assert_int_equal(read_call("/oc", "{\"service\":\"DongBoHoSoMC\"}", &c), POISON);
        assert_int_equal(read_call("/oc", "{\"service\":7,\"data\":[{}]}", &c), POISON);
        assert_int_equal(read_call("/oc", "[]", &c), POISON);
        assert_int_equal(read_call("/oc/login", "{\"username\":\"u\",\"password\":\"p\"}", &c), OK);
        assert_true(text_equal(c.username, TEXT("u")) && text_equal(c.password, TEXT("p")));
        /* Numbers are texts; null, "null" and "" are nothing said. */
        assert_int_equal(
                read_call("/oc/login", "{\"username\":17,\"password\":-123456,\"session\":null}", &c), OK);
        assert_true(text_equal(c.username, TEXT("17")) && text_equal(c.password, TEXT("-123456")));
        assert_int_equal(c.session.len, 0);
        assert_int_equal(read_call("/oc/login",
                                   "{\"username\":\" u\",\"password\":\"null\",\"session\":\"null\"}", &c),
                         OK);
        assert_true(text_equal(c.username, TEXT(" u")) && c.password.len == 0 && c.session.len == 0);
        assert_int_equal(read_call("/td/create", "[{}]", &c), OK);
        assert_true(text_equal(c.madonvi, TEXT("H15")) && c.session.len == 0);
        assert_int_equal(read_call("/td/create", "[]", &c), POISON);
        assert_int_equal(read_call("/td/create", "7", &c), POISON);
        json_close(root);
        root = NULL;
}

/* An agency of the URL that is nothing. */
static void agencies_of_the_url(void **state)
{
        (void)state;
        static const char *const none[] = {"null", "", " "};
        struct call c;
        struct err e;
        for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
                json_close(root);
                assert_true(call_route("/hg/DongBoHoSoMC", &route));
                assert_int_equal(json_read(&root, TEXT("[{}]"), &e), OK);
                assert_int_equal(call_read(&route, root, none[i], NULL, &c, &e), OK);
                assert_int_equal(c.madonvi.len, 0);
        }
        json_close(root);
        root = NULL;
}

/* The good dossiers of a call, and those that cannot be read. */
static void broken_dossiers(void **state)
{
        (void)state;
        static const struct text body = TEXT("[{\"MaHoSo\":\"a\"},{\"MaHoSo\":\"b\",\"x\":1,\"x\":1}]");
        static const struct call_limits limits = {.depth = 8, .dossiers = 2, .values = 100};
        struct json_gaps gaps;
        struct call c;
        struct err e;
        json_close(root);
        assert_true(call_route("/td/create", &route));
        assert_int_equal(call_read_body(&route, body, &limits, &root, &gaps, &e), OK);
        assert_int_equal(call_read(&route, root, NULL, NULL, &c, &e), OK);
        c.gaps = &gaps;
        assert_int_equal(call_dossiers(&c), 2);
        assert_int_equal(call_dossier_check(&c, 0, &e), OK);
        assert_int_equal(call_dossier_check(&c, 1, &e), POISON);
        assert_string_equal(e.text, "the dossier cannot be read: it has a field twice");
        json_close(root);
        root = NULL;
        json_gaps_close(&gaps);
}

static bool creates(const char *path, const char *updating, const char *body)
{
        struct call c;
        struct err e;
        json_close(root);
        root = NULL;
        assert_true(call_route(path, &route));
        assert_int_equal(json_read(&root, text_of(body), &e), OK);
        assert_int_equal(call_read(&route, root, NULL, updating, &c, &e), OK);
        return c.creates;
}

static void hints(void **state)
{
        (void)state;
        static const char *const no[] = {"\"False\"", "\"false\"", "\"0\"", "false", "0"};
        static const char *const other[] = {"\"True\"", "true", "1", "\"1\"", "null", "\"\"", "[]"};
        char body[128];
        for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
                snprintf(body, sizeof(body), "{\"service\":\"DongBoHoSoMC\",\"isUpdating\":%s,\"data\":[{}]}",
                         no[i]);
                assert_true(creates("/oc", NULL, body));
        }
        for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
                snprintf(body, sizeof(body), "{\"service\":\"DongBoHoSoMC\",\"isUpdating\":%s,\"data\":[{}]}",
                         other[i]);
                assert_false(creates("/oc", NULL, body));
        }
        assert_false(creates("/oc", NULL, "{\"service\":\"DongBoHoSoMC\",\"data\":[{}]}"));
        assert_true(creates("/td/create", NULL, "[{}]") && !creates("/td/update", NULL, "[{}]"));
        assert_true(creates("/hg/DongBoHoSoMC", "False", "[{}]"));
        assert_false(creates("/hg/DongBoHoSoMC", "True", "[{}]") ||
                     creates("/hg/DongBoHoSoMC", NULL, "[{}]"));
        json_close(root);
        root = NULL;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(paths),           cmocka_unit_test(bodies),
                cmocka_unit_test(agencies),        cmocka_unit_test(agencies_of_the_url),
                cmocka_unit_test(broken_dossiers), cmocka_unit_test(hints)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
