/* SPDX-License-Identifier: Apache-2.0
 *
 * test_http.c - requests beside each other: what comes back of each, and that none holds up another or the caller.
 */
#include "tests/support/receiver.h"

#include "core/lib/http.h"
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

enum { ANSWERS_MOST = 64, TIMEOUT_MS = 20000 };

static struct receiver receiver;
static struct http *http;
static struct {
        bool there;
        int status;
        int64_t retry_after_s;
        char error[HTTP_ERROR_MOST];
} answers[ANSWERS_MOST];
static int answered;

/* A name server that does not answer: this name is resolved when the test is over. libcurl finds this function before libc's. */
static int held[2];
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
        char byte;
        int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
        if (name && !strcmp(name, "hangs.example") && read(held[0], &byte, 1) <= 0)
                return EAI_AGAIN;
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
        snprintf(answers[a->number].error, HTTP_ERROR_MOST, "%s", a->error);
        answered++;
}

static void post_url(uint64_t number, const char *url, int timeout_ms)
{
        static const char *const headers[] = {"Content-Type: application/json", "X-Number: 7", NULL};
        const struct http_post p = {url, headers, "{\"n\":1}", 7, number, timeout_ms};
        http_post(http, &p);
}

static void post(uint64_t number, const char *path, int timeout_ms)
{
        char url[128];
        snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", receiver.port, path);
        post_url(number, url, timeout_ms);
}

static void wait_for(int n)
{
        struct err e;
        const micros until = moment_now() + PATIENCE_S * 1000000LL;
        while (answered < n && moment_now() < until)
                DONE(http_wait(http, NULL, 0, 100, &e));
        assert_int_equal(answered, n);
}

static int begin(void **state)
{
        struct err e;
        (void)state;
        assert_int_equal(pipe(held), 0);
        receiver_start(&receiver, "secret");
        DONE(http_open(&http, on_answered, NULL, &e));
        return 0;
}

static int end(void **state)
{
        (void)state;
        http_close(http);
        http_close(NULL);
        receiver_stop(&receiver);
        close(held[1]);
        return 0;
}

static int clear(void **state)
{
        (void)state;
        http_drop(http);
        memset(answers, 0, sizeof(answers));
        answered = 0;
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
        assert_memory_equal(received_header(&r, "user-agent"), "hentra/", 7);
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

/* What is no answer says why, and never the address. */
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
        wait_for(2);
        assert_int_equal(answers[0].status, 307);
        assert_int_equal(receiver_count(&receiver, "/ok/moved", NULL), 0);
        assert_int_equal(answers[1].status, 200);
}

static void one_that_hangs_delays_no_other(void **state)
{
        struct err e;
        (void)state;
        for (uint64_t i = 0; i < 30; i++)
                post(i, "/hang", TIMEOUT_MS);
        post_url(30, "http://hangs.example/", TIMEOUT_MS);
        post(31, "/ok/beside", TIMEOUT_MS);
        wait_for(1);
        assert_int_equal(answers[31].status, 200);
        /* Nor the caller: neither what it waits for nor the time it gives. */
        struct pollfd fd = {held[0], POLLIN, 0};
        const micros before = steady_now();
        DONE(http_wait(http, &fd, 1, 50, &e));
        assert_int_equal(fd.revents, 0);
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

static void a_descriptor_wakes(void **state)
{
        struct err e;
        int ends[2];
        (void)state;
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], "x", 1), 1);
        post(0, "/hang", TIMEOUT_MS);
        struct pollfd fd = {ends[0], POLLIN, 0};
        const micros before = steady_now();
        while (!fd.revents)
                DONE(http_wait(http, &fd, 1, TIMEOUT_MS, &e));
        assert_true(fd.revents & POLLIN);
        assert_true(steady_now() - before < TIMEOUT_MS * 1000LL / 4);
        close(ends[0]);
        close(ends[1]);
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
                cmocka_unit_test_setup(a_descriptor_wakes, clear),
        };
        return cmocka_run_group_tests(tests, begin, end);
}
