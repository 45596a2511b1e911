/* SPDX-License-Identifier: Apache-2.0
 *
 * test_answer.c - the bytes that clients read, each in its own way.
 */
#include "core/lib/nfc.h"
#include "producers/gateway/answer.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *call_answer(size_t rejected, enum call_kind kind)
{
        struct answer a;
        answer_begin(&a);
        for (size_t i = 0; i < rejected; i++)
                answer_reject(&a, i, TEXT("H15-1"), "NgayTra is no date");
        return answer_end(&a, kind);
}

static void a_success_is_read_by_all(void **state)
{
        (void)state;
        for (int kind = CALL_DOCUMENTS; kind <= CALL_STEPS; kind++) {
                char *text = call_answer(0, (enum call_kind)kind);
                assert_non_null(strstr(text, "thành công"));
                assert_non_null(strstr(text, "\"error_code\":\"0\""));
                assert_non_null(strstr(text, "\"result\":[]"));
                assert_null(strchr(text, '\\'));
                char *copy;
                assert_ptr_equal(nfc_of(text_of(text), &copy).at, text); /* is composed */
                free(text);
        }
}

/* Whatever went wrong, it is not taken for a success, nor for "known already". */
static void a_refusal_is_no_success(void **state)
{
        (void)state;
        for (int code = ANSWER_REJECTED; code < ANSWER_CODES; code++) {
                if (code == ANSWER_KNOWN)
                        continue;
                char *text = code == ANSWER_REJECTED ? call_answer(1, CALL_DOCUMENTS)
                                                     : answer_refusal((enum answer_code)code, "x");
                char expected[32];
                snprintf(expected, sizeof(expected), "\"error_code\":\"%d\"", code);
                assert_non_null(strstr(text, expected));
                assert_null(strstr(text, "thành công"));
                assert_null(strstr(text, "đã tồn tại"));
                assert_null(strstr(text, "null"));
                assert_true(answer_status((enum answer_code)code) >= 200);
                free(text);
        }
}

/* A client's own words in the place of a code are not given back: one of them looks for such in the raw bytes. */
static void words_of_the_sender(void **state)
{
        (void)state;
        static const char *const ids[] = {"thành công", "đã tồn tại", "a\xcc\x80"};
        for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
                struct answer a;
                answer_begin(&a);
                answer_reject(&a, 0, text_of(ids[i]), "x");
                char *text = answer_end(&a, CALL_STEPS);
                assert_non_null(strstr(text, "{\"MaHoSo\":\"\",\"index\":0,"));
                free(text);
        }
}

static void the_rejected_are_named(void **state)
{
        (void)state;
        char *text = call_answer(2, CALL_STEPS);
        assert_string_equal(
                text,
                "{\"result\":[{\"MaHoSo\":\"H15-1\",\"index\":0,\"message\":\"NgayTra is no date\"},"
                "{\"MaHoSo\":\"H15-1\",\"index\":1,\"message\":\"NgayTra is no date\"}],"
                "\"error_code\":\"1\",\"message\":\"Có hồ sơ không hợp lệ, xem result; các hồ sơ khác đã "
                "được nhận\"}");
        free(text);
}

/* The words and the code by which one kind of client goes on to send an update. */
static void known_already(void **state)
{
        (void)state;
        struct answer a;
        answer_begin(&a);
        answer_known(&a, 0, TEXT("H15-1"));
        char *text = answer_end(&a, CALL_DOCUMENTS);
        assert_non_null(strstr(text, "\"error_code\":\"3\""));
        assert_non_null(strstr(text, "đã tồn tại"));
        assert_null(strstr(text, "thành công"));
        free(text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_success_is_read_by_all), cmocka_unit_test(a_refusal_is_no_success),
                cmocka_unit_test(words_of_the_sender), cmocka_unit_test(the_rejected_are_named),
                cmocka_unit_test(known_already)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
