/* SPDX-License-Identifier: Apache-2.0
 *
 * test_http.c - requests beside each other: what comes back of each, and that none holds up another or the
 * caller.
 */
#include "tests/support/receiver.h"

#include "core/base/stop.h"
#include "core/lib/http.h"
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { ANSWERS_MOST = 64, TIMEOUT_MS = 20000 };

static struct receiver receiver;
static struct http *http;
static struct {
        bool there;
        int status;
        int64_t retry_after_s;
        size_t len;
        bool cut;
        char body[32]; /* its beginning */
        char error[HTTP_ERROR_MOST];
} answers[ANSWERS_MOST];
static int answered;
static int rounds; /* of the loop */

/* Name servers that do not answer, and one that answers late. libcurl finds this function before libc's. */
static int held[2], late[2];
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
        char byte;
        int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
        if (name && !strcmp(name, "hangs.example") && read(held[0], &byte, 1) <= 0)
                return EAI_AGAIN;
        if (name && !strcmp(name, "late.example")) {
                if (read(late[0], &byte, 1) <= 0)
                        return EAI_AGAIN;
                name = "127.0.0.1";
        }
        *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
        return real(name, service, hints, out);
}

static void on_answered(void *context, const struct http_answer *a)
{
        (void)context;
        assert_true(a->number < ANSWERS_MOST && !answers[a->number].there);
        answers[a->number].there = true;
        answers[a->number].status = a->status;
        answers[a->number].retry_after_s = a->retry_after_s;
        answers[a->number].len = a->len;
        answers[a->number].cut = a->cut;
        const size_t shown = a->len < sizeof(answers[0].body) ? a->len : sizeof(answers[0].body) - 1;
        if (shown)
                memcpy(answers[a->number].body, a->body, shown);
        snprintf(answers[a->number].error, HTTP_ERROR_MOST, "%s", a->error);
        answered++;
}

static const char *url_of(const char *path)
{
        static char url[128];
        snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", receiver.port, path);
        return url;
}

static void post_url(uint64_t number, const char *url, int timeout_ms)
{
        static const char *const headers[] = {"Content-Type: application/json", "X-Number: 7", NULL};
        const struct http_request q = {.url = url,
                                       .headers = headers,
                                       .body = "{\"n\":1}",
                                       .len = 7,
                                       .number = number,
                                       .timeout_ms = timeout_ms};
        http_send(http, &q);
}

static void post(uint64_t number, const char *path, int timeout_ms)
{
        post_url(number, url_of(path), timeout_ms);
}

static void get(uint64_t number, const char *path, size_t keep)
{
        const struct http_request q = {
                .url = url_of(path), .keep = keep, .number = number, .timeout_ms = TIMEOUT_MS};
        http_send(http, &q);
}

/* A round of a loop that has nothing else to do. It sleeps as long as it may, or `most_ms`. */
static void sleep_and_work(int most_ms)
{
        struct err e;
        struct pollfd fd = {http_fd(http), POLLIN, 0};
        const int ms = http_timeout_ms(http);
        poll(&fd, 1, ms >= 0 && ms < most_ms ? ms : most_ms);
        const micros before = steady_now();
        DONE(http_work(http, &e));
        assert_true(steady_now() - before < TIMEOUT_MS * 1000LL / 4);
        rounds++;
}

static void wait_for(int n)
{
        const micros until = steady_now() + PATIENCE_S * 1000000LL;
        while (answered < n && steady_now() < until)
                sleep_and_work(PATIENCE_S * 1000);
        assert_int_equal(answered, n);
}

static int begin(void **state)
{
        struct err e;
        (void)state;
        assert_int_equal(pipe(held), 0);
        assert_int_equal(pipe(late), 0);
        receiver_start(&receiver, "secret");
        DONE(http_open(&http, "tests/1", on_answered, NULL, &e));
        assert_int_equal(http_timeout_ms(http), -1);
        return 0;
}

static int end(void **state)
{
        (void)state;
        http_close(http);
        http_close(NULL);
        receiver_stop(&receiver);
        close(held[1]);
        close(late[1]);
        return 0;
}

static int clear(void **state)
{
        (void)state;
        http_drop(http);
        memset(answers, 0, sizeof(answers));
        answered = rounds = 0;
        return 0;
}

static void an_answer_comes_with_its_number(void **state)
{
        struct received r;
        (void)state;
        post(3, "/ok/a?token=t", TIMEOUT_MS);
        post(4, "/status/404", TIMEOUT_MS);
        post(5, "/status/503", TIMEOUT_MS);
        wait_for(3);
        assert_int_equal(answers[3].status, 200);
        assert_string_equal(answers[3].error, "");
        assert_int_equal(answers[4].status, 404);
        assert_int_equal(answers[5].status, 503);
        assert_int_equal(answers[5].retry_after_s, 1);
        assert_int_equal(receiver_count(&receiver, "/ok/a?token=t", &r), 1);
        assert_string_equal(received_header(&r, "x-number"), "7");
        assert_string_equal(received_header(&r, "content-type"), "application/json");
        assert_string_equal(received_header(&r, "user-agent"), "tests/1");
        assert_string_equal(received_method(&r), "POST");
        assert_non_null(json_member(r.body, "n"));
        received_close(&r);
}

static void a_connection_is_used_again(void **state)
{
        struct received first, second;
        (void)state;
        post(0, "/ok/first", TIMEOUT_MS);
        wait_for(1);
        post(1, "/ok/second", TIMEOUT_MS);
        wait_for(2);
        assert_int_equal(receiver_count(&receiver, "/ok/first", &first), 1);
        assert_int_equal(receiver_count(&receiver, "/ok/second", &second), 1);
        assert_int_equal(first.connection, second.connection);
        received_close(&first);
        received_close(&second);
}

/* A request without an answer says why, and never its address. */
static void what_is_no_answer_is_an_error(void **state)
{
        char url[128];
        (void)state;
        post(0, "/close", TIMEOUT_MS);
        post(1, "/hang", 300);
        post_url(2, "http://127.0.0.1:1/token", TIMEOUT_MS);
        post_url(3, "file:///etc/passwd", TIMEOUT_MS);
        post_url(4, "gopher://127.0.0.1/token", TIMEOUT_MS);
        post_url(5, "http://user:token@[/", TIMEOUT_MS);
        snprintf(url, sizeof(url), "https://127.0.0.1:%d/token", receiver.port);
        post_url(6, url, TIMEOUT_MS);
        wait_for(7);
        for (int i = 0; i < 7; i++) {
                assert_int_equal(answers[i].status, 0);
                assert_int_not_equal(answers[i].error[0], 0);
                assert_null(strstr(answers[i].error, "token"));
                assert_null(strstr(answers[i].error, "passwd"));
        }
}

static void nothing_is_followed_and_nothing_is_kept(void **state)
{
        (void)state;
        post(0, "/move", TIMEOUT_MS);
        post(1, "/long", TIMEOUT_MS);
        post(2, "/size/20", TIMEOUT_MS);
        wait_for(3);
        assert_int_equal(answers[0].status, 307);
        assert_int_equal(receiver_count(&receiver, "/ok/moved", NULL), 0);
        for (int i = 1; i < 3; i++) {
                assert_int_equal(answers[i].status, 200);
                assert_int_equal(answers[i].len, 0);
                assert_false(answers[i].cut);
        }
}

static void a_get_has_no_body(void **state)
{
        struct received r;
        (void)state;
        get(0, "/ok/get", 10);
        wait_for(1);
        assert_int_equal(answers[0].status, 200);
        assert_string_equal(answers[0].body, "{}");
        assert_int_equal(receiver_count(&receiver, "/ok/get", &r), 1);
        assert_string_equal(received_method(&r), "GET");
        assert_string_equal(received_header(&r, "content-length"), "");
        received_close(&r);
}

static void a_body_is_kept_up_to_its_bound(void **state)
{
        (void)state;
        get(0, "/size/20", 20);
        get(1, "/size/21", 20);
        get(2, "/long", 20);
        get(3, "/size/200000", 200000); /* more than is read of a body that nobody wants */
        wait_for(4);
        for (int i = 0; i < 3; i++) {
                assert_int_equal(answers[i].status, 200);
                assert_int_equal(answers[i].len, 20);
                assert_int_equal(answers[i].cut, i > 0);
        }
        assert_string_equal(answers[1].body, "01234567890123456789");
        assert_int_equal(answers[3].len, 200000);
        assert_false(answers[3].cut);
}

static void one_that_hangs_delays_no_other(void **state)
{
        (void)state;
        for (uint64_t i = 0; i < 30; i++)
                post(i, "/hang", TIMEOUT_MS);
        post_url(30, "http://hangs.example/", TIMEOUT_MS);
        post(31, "/ok/beside", TIMEOUT_MS);
        wait_for(1);
        assert_int_equal(answers[31].status, 200);
        const micros before = steady_now();
        http_drop(http);
        assert_true(steady_now() - before < TIMEOUT_MS * 1000LL / 4);
        assert_int_equal(answered, 1);
}

static void a_name_that_is_not_resolved_is_left_behind(void **state)
{
        (void)state;
        const micros before = steady_now();
        post_url(0, "http://hangs.example/", 200);
        wait_for(1);
        assert_int_equal(answers[0].status, 0);
        assert_true(steady_now() - before < TIMEOUT_MS * 1000LL / 4);
}

static void a_name_that_is_resolved_late_is_not_missed(void **state)
{
        char url[128];
        (void)state;
        snprintf(url, sizeof(url), "http://late.example:%d/ok/late", receiver.port);
        post_url(0, url, TIMEOUT_MS);
        for (int i = 0; i < 5; i++)
                sleep_and_work(50);
        assert_int_equal(answered, 0);
        assert_int_equal(write(late[1], "x", 1), 1);
        wait_for(1);
        assert_int_equal(answers[0].status, 200);
}

/* A loop that went round all the time would do so thousands of times. */
static void it_sleeps_until_there_is_something_to_do(void **state)
{
        (void)state;
        post(0, "/slow/500", TIMEOUT_MS);
        post(1, "/hang", 400);
        wait_for(2);
        assert_int_equal(answers[0].status, 200);
        assert_int_equal(answers[1].status, 0);
        assert_in_range(rounds, 2, 50);
}

/* ---- asking, and waiting for the answer ---- */

static enum fault ask(const char *url, int timeout_ms, struct http_answer *a, struct bytes *body,
                      struct err *e)
{
        const struct http_request q = {.url = url, .keep = 30, .timeout_ms = timeout_ms};
        return http_ask(http, &q, a, body, e);
}

static void an_answer_is_waited_for_while_others_go_on(void **state)
{
        struct http_answer a;
        struct bytes body = {0};
        struct err e;
        (void)state;
        post(0, "/ok/other", TIMEOUT_MS);
        DONE(ask(url_of("/size/12"), TIMEOUT_MS, &a, &body, &e));
        assert_int_equal(a.status, 200);
        assert_int_equal(a.len, 12);
        assert_memory_equal(a.body, "012345678901", 12);
        DONE(ask(url_of("/status/404"), TIMEOUT_MS, &a, &body, &e));
        assert_int_equal(a.status, 404);
        assert_memory_equal(body.at, "{}", 2);
        DONE(ask(url_of("/size/0"), TIMEOUT_MS, &a, &body, &e));
        assert_int_equal(a.len, 0);
        wait_for(1);
        assert_int_equal(answers[0].status, 200);
        bytes_free(&body);
}

static void an_answer_that_does_not_come_is_not_waited_for(void **state)
{
        struct http_answer a;
        struct bytes body = {0};
        struct err e;
        (void)state;
        const micros before = steady_now();
        assert_int_equal(ask(url_of("/hang"), 300, &a, &body, &e), RETRY);
        assert_true(steady_now() - before < TIMEOUT_MS * 1000LL / 4);
        assert_int_equal(ask("http://127.0.0.1:1/token", TIMEOUT_MS, &a, &body, &e), RETRY);
        assert_null(strstr(e.text, "token"));
        assert_int_equal(ask("ftp://127.0.0.1/token", TIMEOUT_MS, &a, &body, &e), USAGE);
        assert_null(strstr(e.text, "token"));
        bytes_free(&body);
}

/* From here on a stop has been asked: the last test. */
static void a_stop_is_heard(void **state)
{
        struct http_answer a;
        struct bytes body = {0};
        struct err e;
        (void)state;
        stop_install();
        const int before_them = receiver_count(&receiver, "/hang", NULL);
        const pid_t child = fork();
        if (child == 0) {
                EVENTUALLY(receiver_count(&receiver, "/hang", NULL) == before_them + 2); /* both hang */
                kill(getppid(), SIGTERM);
                _exit(0);
        }
        const micros before = steady_now();
        post(0, "/hang", TIMEOUT_MS);
        assert_int_equal(ask(url_of("/hang"), TIMEOUT_MS, &a, &body, &e), RETRY);
        assert_true(steady_now() - before < TIMEOUT_MS * 1000LL / 4);
        waitpid(child, NULL, 0);
        assert_int_equal(answered, 0);
        bytes_free(&body);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(an_answer_comes_with_its_number, clear),
                cmocka_unit_test_setup(a_connection_is_used_again, clear),
                cmocka_unit_test_setup(what_is_no_answer_is_an_error, clear),
                cmocka_unit_test_setup(nothing_is_followed_and_nothing_is_kept, clear),
                cmocka_unit_test_setup(one_that_hangs_delays_no_other, clear),
                cmocka_unit_test_setup(a_name_that_is_not_resolved_is_left_behind, clear),
                cmocka_unit_test_setup(a_name_that_is_resolved_late_is_not_missed, clear),
                cmocka_unit_test_setup(it_sleeps_until_there_is_something_to_do, clear),
                cmocka_unit_test_setup(a_get_has_no_body, clear),
                cmocka_unit_test_setup(a_body_is_kept_up_to_its_bound, clear),
                cmocka_unit_test_setup(an_answer_is_waited_for_while_others_go_on, clear),
                cmocka_unit_test_setup(an_answer_that_does_not_come_is_not_waited_for, clear),
                cmocka_unit_test_setup(a_stop_is_heard, clear),
        };
        return cmocka_run_group_tests(tests, begin, end);
}
