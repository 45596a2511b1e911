/* SPDX-License-Identifier: Apache-2.0
 *
 * test_post.c - alerts as letters, given to a server of letters that behaves as the recipient says: what arrives, over TLS and
 * after a login, what is tried again, and what is given up.
 */
#include "tests/support/alerting.h"
#include "tests/support/mailbox.h"
#include "tests/support/program.h"

#include <stdlib.h>

static struct mailbox mailbox;

static int begin(void **state)
{
        char settings[500], port[3][16];
        (void)state;
        mailbox_start(&mailbox);
        snprintf(settings, sizeof(settings),
                 "alert.mail.server=smtp://"
                 "127.0.0.1:%d\nalert.mail.from=hentra@example.vn\nalert.mail.user=alerts\n"
                 "alert.mail.password=s3cret\nalert.mail.ca.file=%s/cert.pem\nalert.mail.timeout=2s\n",
                 mailbox.starttls, mailbox.dir);
        alerting_begin_with("alert_post", settings);
        setenv("HENTRA_CONFIG", here.world.file, 1);
        snprintf(port[0], sizeof(port[0]), "%d", mailbox.plain);
        snprintf(port[1], sizeof(port[1]), "%d", mailbox.starttls);
        snprintf(port[2], sizeof(port[2]), "%d", mailbox.tls);
        setenv("PLAIN", port[0], 1);
        setenv("STARTTLS", port[1], 1);
        setenv("TLS", port[2], 1);
        return 0;
}

static int end(void **state)
{
        mailbox_stop(&mailbox);
        return alerting_end(state);
}

/* A receiver of letters: each alert, or with `more` kind, agency_id, digest_minute. */
static void receives(const char *to, const char *more)
{
        char text[300];
        snprintf(text, sizeof(text),
                 "insert into hentra.alert_webhook (name, url, kind, agency_id, digest_minute) values ('%s', "
                 "'mailto:%s', %s)",
                 to, to, more ? more : "1, null, null");
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, true);
}

/* An alert of a dossier, overdue at agency 1. */
static void raise_one(const char *dossier)
{
        char text[600];
        snprintf(text, sizeof(text),
                 "with a as (insert into hentra.alert (dossier_id, rule_id, step, due_at, transition, "
                 "recipient_id) "
                 "values (E'%s', 2, 1, '2022-03-08 17:00+07', 1, 1) returning alert_id, transition) insert "
                 "into "
                 "hentra.alert_transition select alert_id, transition, '2022-03-08 17:00:01+07', 0, 1, 1, 0, "
                 "0, false "
                 "from a",
                 dossier);
        sql_run(here.sql, text);
        deliverer_wake(here.one.deliverer, false);
}

static void a_letter_tells_of_an_alert(void **state)
{
        struct json_node *letter;
        bool login = false;
        (void)state;
        receives("one@mail.test", NULL);
        raise_one("H58-220301-0042");
        TURNS_UNTIL(deliveries("one@mail.test", "state = 1") == 1);
        assert_int_equal(mailbox_count(&mailbox, "one@mail.test", true, &letter), 1);
        assert_string_equal(letter_text(letter, "port"), "starttls");
        assert_true(json_bool_of(json_member(letter, "login"), &login) && login);
        assert_string_equal(letter_text(letter, "from"), "hentra@example.vn");
        assert_string_equal(letter_text(letter, "type"), "multipart/alternative");
        assert_string_equal(letter_header(letter, "Subject"), "Quá hạn: H58-220301-0042 (H.1)");
        assert_string_equal(letter_header(letter, "From"), "hentra <hentra@example.vn>");
        assert_string_equal(letter_header(letter, "To"), "one@mail.test");
        assert_string_equal(letter_header(letter, "Auto-Submitted"), "auto-generated");
        assert_non_null(strstr(letter_header(letter, "Date"), " +0000"));
        assert_non_null(strstr(letter_header(letter, "Message-ID"), "@example.vn>"));
        const char
                *vi = strstr(letter_text(letter, "plain"), "Hồ sơ H58-220301-0042 tại H.1 đã quá hạn trả kết "
                                                           "quả: hẹn trả 17:00 ngày 08/03/2022."),
                *en = strstr(
                        letter_text(letter, "plain"),
                        "Dossier H58-220301-0042 at H.1 is overdue: its return date was 2022-03-08 17:00.");
        assert_true(vi && en && vi < en);
        assert_non_null(strstr(letter_text(letter, "html"), "<p>Hồ sơ H58-220301-0042 tại H.1 đã quá hạn"));
        /* A line ends as lines of letters do (RFC 2045, 6.7): =0A is a character, and no end. */
        assert_non_null(strstr(letter_text(letter, "wire"), "\r\n--=20\r\noverdue, "));
        assert_null(strstr(letter_text(letter, "wire"), "=0A"));
        json_close(letter);
}

static void a_digest_lists_what_is_open(void **state)
{
        struct json_node *letter;
        (void)state;
        receives("morning@mail.test", "2, 1, 390");
        raise_one("A");
        raise_one("B & <b>C</b>");
        here.clock.origin = at("2022-03-09 06:30");
        TURNS_UNTIL(deliveries("morning@mail.test", "state = 1") == 1);
        assert_int_equal(mailbox_count(&mailbox, "morning@mail.test", true, &letter), 1);
        assert_string_equal(letter_header(letter, "Subject"), "2 cảnh báo ngày 09/03/2022: H.1");
        assert_non_null(strstr(letter_text(letter, "plain"), "2022-03-08 17:00  Quá hạn  A  H.1\r\n"));
        assert_non_null(
                strstr(letter_text(letter, "html"), "<td>B &amp; &lt;b&gt;C&lt;/b&gt;</td><td>H.1</td>"));
        json_close(letter);
}

/* Codes may have anything in them: none of it becomes a line of the head, or a recipient. */
static void a_code_cannot_write_into_the_head(void **state)
{
        struct json_node *letter;
        (void)state;
        receives("head@mail.test", NULL);
        raise_one("X\\r\\nBcc: evil@mail.test\\r\\n\\r\\nQuá hạn rất lâu, một tên dài hơn bảy mươi lăm ký tự "
                  "để dòng bị gấp lại");
        TURNS_UNTIL(deliveries("head@mail.test", "state = 1") == 1);
        assert_int_equal(mailbox_count(&mailbox, "head@mail.test", true, &letter), 1);
        assert_string_equal(letter_header(letter, "Bcc"), "");
        assert_null(strstr(letter_text(letter, "raw"), "evil"));
        assert_string_equal(
                letter_header(letter, "Subject"),
                "Quá hạn: X  Bcc: evil@mail.test    Quá hạn rất lâu, một tên dài hơn bảy mươi lăm ký tự để "
                "dòng bị gấp lại (H.1)");
        const char *line = letter_text(letter, "raw");
        for (size_t len; *line; line += len + strspn(line + len, "\r\n")) {
                len = strcspn(line, "\r\n");
                assert_true(len <= 76 || !memmem(line, len, "=?", 2)); /* RFC 2047, 2 */
        }
        assert_int_equal(mailbox_count(&mailbox, "evil@mail.test", true, NULL), 0);
        json_close(letter);
}

static void what_is_not_taken_is_tried_again(void **state)
{
        (void)state;
        receives("soft1@mail.test", NULL);
        receives("hard@mail.test", NULL);
        receives("late@mail.test", NULL);
        raise_one("A");
        TURNS_UNTIL(deliveries("soft1@mail.test", "state = 1 and attempts = 2") == 1);
        assert_int_equal(mailbox_count(&mailbox, "soft1@mail.test", false, NULL), 1);
        assert_int_equal(mailbox_count(&mailbox, "soft1@mail.test", true, NULL), 1);
        TURNS_UNTIL(deliveries("hard@mail.test", "state = 2 and attempts = 3") == 1);
        assert_int_equal(mailbox_count(&mailbox, "hard@mail.test", false, NULL), 3);
        TURNS_UNTIL(deliveries("late@mail.test", "state = 2 and attempts = 3") == 1);
        assert_sql(here.sql, "SMTP status 550 (RCPT failed: 550)",
                   "select last_error from hentra.alert_delivery join hentra.alert_webhook "
                   "using (webhook_id) where name like 'hard%'");
        assert_program(0, "SMTP status 552 (", "$HENTRA alert failed");
}

/* A server that does not answer holds up nobody else. */
static void one_that_hangs_is_given_up(void **state)
{
        (void)state;
        receives("hang@mail.test", NULL);
        receives("quick@mail.test", NULL);
        webhook("hook", "/ok/beside", NULL);
        raise_one("A");
        TURNS_UNTIL(deliveries("quick@mail.test", "state = 1") == 1 && deliveries("hook", "state = 1") == 1);
        assert_int_equal(deliveries("hang@mail.test", "attempts = 0"), 1);
        TURNS_UNTIL(deliveries("hang@mail.test",
                               "state = 2 and attempts = 3 and last_error like '%imed out%'") == 1);
}

static void a_test_letter_shows_what_the_server_says(void **state)
{
        (void)state;
        assert_program(0, "added:\nOffice ",
                       "$HENTRA alert mail add Office --to office@mail.test --agency H.1 --digest 07:30");
        assert_program(0, "mailto:…@mail.test\n", "$HENTRA alert mail list");
        assert_program(0, "added", "$HENTRA alert mail add none --to hard@mail.test");
        assert_program(0, "the server took it after ", "$HENTRA alert mail try Office");
        assert_int_equal(mailbox_count(&mailbox, "office@mail.test", true, NULL), 1);
        assert_program(1, "550 5.1.1 nobody of that name", "$HENTRA alert mail try none");
        /* TLS from the first byte. */
        assert_program(0, "took it",
                       "$HENTRA alert mail try Office --set alert.mail.server=smtps://127.0.0.1:$TLS "
                       "--set alert.mail.user=");
        /* A server without TLS gets nothing, unless that was allowed. */
        assert_program(1, "STARTTLS",
                       "$HENTRA alert mail try Office --set alert.mail.server=smtp://127.0.0.1:$PLAIN");
        assert_program(0, "took it",
                       "$HENTRA alert mail try Office --set alert.mail.server=smtp://127.0.0.1:$PLAIN "
                       "--set alert.mail.tls=tried --set alert.mail.user=");
        assert_int_equal(mailbox_count(&mailbox, "office@mail.test", true, NULL), 3);
        assert_program(1, "certificate", "$HENTRA alert mail try Office --set alert.mail.ca.file=");
        assert_program(1, "ogin denied", "HENTRA_ALERT_MAIL_PASSWORD=wrong $HENTRA alert mail try Office");
        assert_program(2, "alert.mail.server is not set",
                       "$HENTRA alert mail try Office --set alert.mail.server=");
        assert_program(2, "alert.mail.from: an address is needed",
                       "$HENTRA alert mail try Office --set alert.mail.from=x");
        assert_program(2, "smtp://HOST:PORT",
                       "$HENTRA alert mail try Office --set alert.mail.server=http://a");
        assert_program(2, "there is no webhook 'Office'", "$HENTRA alert webhook try Office");
        assert_program(2, "there is a receiver 'Office' already",
                       "$HENTRA alert webhook add Office --url http://a.vn/");
}

static void addresses_that_need_quotes_are_refused(void **state)
{
        static const char *const wrong[] = {"office",
                                            "@a.vn",
                                            "a@",
                                            "a b@c.vn",
                                            "a@b@c.vn",
                                            "<a@b.vn>",
                                            "a,b@c.vn",
                                            "a@-b.vn",
                                            "a@b.vn.",
                                            "\"a\"@b.vn",
                                            "a@b.vn>",
                                            "ấ@b.vn",
                                            "a@b.vn\nBcc: x@y.vn",
                                            "a@[127.0.0.1]"};
        (void)state;
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                setenv("WRONG", wrong[i], 1);
                assert_program(2, "--to: this is no address of a mailbox",
                               "$HENTRA alert mail add x --to \"$WRONG\"");
        }
        assert_program(2, "to whom?", "$HENTRA alert mail add x");
        assert_sql(here.sql, "0", "select count(*) from hentra.alert_webhook");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, alerting_fresh, alerting_done)

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(a_letter_tells_of_an_alert),
                EACH(a_digest_lists_what_is_open),
                EACH(a_code_cannot_write_into_the_head),
                EACH(what_is_not_taken_is_tried_again),
                EACH(one_that_hangs_is_given_up),
                EACH(a_test_letter_shows_what_the_server_says),
                EACH(addresses_that_need_quotes_are_refused),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}
