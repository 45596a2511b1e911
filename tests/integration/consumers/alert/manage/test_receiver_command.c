/* SPDX-License-Identifier: Apache-2.0
 *
 * test_receiver_command.c - webhooks and mailboxes by command: what the table has afterwards, what is refused,
 * that no address is shown, and what a receiver gets for a test.
 */
#include "tests/support/managing.h"
#include "tests/support/receiver.h"

#define RECEIVERS                                                                                      \
        "select name, url, kind, coalesce(agency_id::text, '-'), coalesce(digest_minute::text, '-'), " \
        "enabled "                                                                                     \
        "from hentra.alert_webhook order by name collate \"C\""

static struct receiver receiver;

static int begin(void **state)
{
        char port[16];
        (void)state;
        managing_open("receiver_command",
                      "alert.webhook_secret=the key of the tests\nalert.webhook_timeout=5s\n");
        receiver_start(&receiver, "the key of the tests");
        snprintf(port, sizeof(port), "%d", receiver.port);
        setenv("PORT", port, 1);
        return 0;
}

static int end(void **state)
{
        receiver_stop(&receiver);
        return connected_end(state);
}

static int fresh(void **state)
{
        (void)state;
        sql_run(pg, "truncate hentra.alert_delivery, hentra.alert_webhook");
        return 0;
}

static void webhooks_are_added_and_changed(void **state)
{
        (void)state;
        assert_program(0, "added:\ndesk ",
                       "$HENTRA alert webhook add desk --url https://desk.example.vn/alerts");
        assert_program(0, "digest 07:30 ",
                       "echo ' https://u:p@chat.example.vn:8443/services/T0/B0?token=s3cret ' | "
                       "$HENTRA alert webhook add chat --url-file - --digest 7:30 --agency H.1 --off");
        assert_sql(pg,
                   "chat|https://u:p@chat.example.vn:8443/services/T0/B0?token=s3cret|2|1|450|f "
                   "desk|https://desk.example.vn/alerts|1|-|-|t",
                   RECEIVERS);
        assert_program(0, "changed:\n",
                       "$HENTRA alert webhook set chat --digest off --agency any --rename talk");
        assert_program(0, "switched on:\ntalk ", "$HENTRA alert webhook on talk");
        assert_program(0, "switched off:\ndesk ", "$HENTRA alert webhook off desk");
        assert_sql(pg,
                   "desk|https://desk.example.vn/alerts|1|-|-|f "
                   "talk|https://u:p@chat.example.vn:8443/services/T0/B0?token=s3cret|1|-|-|t",
                   RECEIVERS);
        assert_program(0, "would change:\n", "$HENTRA alert webhook set desk --agency H.2 --dry-run");
        assert_sql(pg, "0", "select count(*) from hentra.alert_webhook where agency_id is not null");
}

/* Neither lists nor errors, in any format. */
static void no_address_is_shown(void **state)
{
        static const char *const lines[] = {
                "$HENTRA alert webhook list",
                "$HENTRA alert webhook list --format csv",
                "$HENTRA alert webhook list --format json",
                "$HENTRA alert webhook off w",
                "echo https://s3cret:x@a.vn/s3cret | $HENTRA alert webhook add w --url-file -",
                "echo 'ftp://s3cret' | $HENTRA alert webhook add v --url-file -",
                "echo 'https://a.vn/s3cret x' | $HENTRA alert webhook add v --url-file -",
                "$HENTRA alert webhook add v --url https://a.vn/?s3cret",
                "$HENTRA alert webhook try w"};
        (void)state;
        assert_program(
                0, "https://127.0.0.1:1/…\n",
                "echo https://s3cret@127.0.0.1:1/s3cret?s3cret | $HENTRA alert webhook add w --url-file -");
        for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
                char *printed, expected[8] = "s3cret";
                (void)program(lines[i], &printed);
                if (strstr(printed, expected))
                        fail_msg("%s prints %s", lines[i], printed);
                free(printed);
        }
        assert_sql(pg, "https://127.0.0.1:1/…", "select shown from hentra.alert_webhook");
}

static void what_makes_no_sense_is_refused(void **state)
{
        (void)state;
        assert_program(2, "where to?", "$HENTRA alert webhook add x");
        assert_program(2, "this is no address of a webhook", "$HENTRA alert webhook add x --url desk");
        assert_program(2, "this is no address of a webhook", "$HENTRA alert webhook add x --url ftp://desk/");
        assert_program(2, "this is no address of a webhook", "$HENTRA alert webhook add x --url http://");
        assert_program(2, "this is no address of a webhook",
                       "$HENTRA alert webhook add x --url mailto:a@b.vn");
        assert_program(2, "may hold a secret", "$HENTRA alert webhook add x --url https://a.vn/?token=1");
        assert_program(2, "may hold a secret", "$HENTRA alert webhook add x --url https://u:p@a.vn/");
        assert_program(2, "may hold a secret",
                       "$HENTRA alert webhook add x --url https://hooks.a.vn/services/0123456789abcdef");
        assert_program(2, "--url-file /nowhere", "$HENTRA alert webhook add x --url-file /nowhere");
        assert_program(2, "its first line", "$HENTRA alert webhook add x --url-file /dev/null");
        assert_program(2, "--digest \"25:00\"",
                       "$HENTRA alert webhook add x --url http://a.vn/ --digest 25:00");
        assert_program(2, "--digest \"7\"", "$HENTRA alert webhook add x --url http://a.vn/ --digest 7");
        assert_program(2, "there is no agency 'H.9'",
                       "$HENTRA alert webhook add x --url http://a.vn/ --agency H.9");
        assert_program(2, "1 to 63 printable", "$HENTRA alert webhook add ' x' --url http://a.vn/");
        assert_program(2, "there is no webhook 'x'", "$HENTRA alert webhook set x --digest off");
        assert_sql(pg, "", RECEIVERS);
        assert_program(0, "added", "$HENTRA alert webhook add desk --url http://a.vn/");
        assert_program(2, "there is a receiver 'desk' already",
                       "$HENTRA alert webhook add desk --url http://a.vn/");
        assert_program(2, "there is no webhook 'dsk'; did you mean desk?", "$HENTRA alert webhook try dsk");
}

static void a_test_message_is_posted(void **state)
{
        struct received got;
        (void)state;
        assert_program(0, "added", "$HENTRA alert webhook add good --url http://127.0.0.1:$PORT/size/40");
        assert_program(0, "added", "$HENTRA alert webhook add bad --url http://127.0.0.1:$PORT/status/403");
        assert_program(0, "added", "$HENTRA alert webhook add none --url http://127.0.0.1:1/");
        assert_program(0, "HTTP status 200 after ", "$HENTRA alert webhook try good");
        assert_program(0, "\n0123456789012345678901234567890123456789\n", "$HENTRA alert webhook try good");
        assert_int_equal(receiver_count(&receiver, "/size/40", &got), 2);
        assert_string_equal(received_text(&got, "type"), "test");
        assert_string_equal(received_signed(&got), "yes");
        received_close(&got);
        assert_program(1, "bad does not take it: HTTP status 403", "$HENTRA alert webhook try bad");
        assert_program(1, "Failed to connect", "$HENTRA alert webhook try none");
        assert_sql(pg, "0", "select count(*) from hentra.alert_delivery");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(webhooks_are_added_and_changed, fresh),
                cmocka_unit_test_setup(no_address_is_shown, fresh),
                cmocka_unit_test_setup(what_makes_no_sense_is_refused, fresh),
                cmocka_unit_test_setup(a_test_message_is_posted, fresh),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}
