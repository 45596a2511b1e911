/* SPDX-License-Identifier: Apache-2.0
 *
 * test_withdraw.c - the command as a process: what the topic and the door's memory contain after it.
 */
#include "core/wire/codec.h"
#include "tests/support/child.h"
#include "tests/support/memory_dir.h"
#include "tests/support/peek.h"
#include <sys/mman.h>

#define SOURCE TEXT("igate")

static struct world world;
static struct codec *codec;

static int open_world(void **state)
{
        (void)state;
        struct err e;
        world_open(&world, "withdraw", NULL);
        world_topic(&world, 1);
        return codec_open(&codec, &e) == OK ? 0 : -1;
}

static int close_world(void **state)
{
        (void)state;
        children_end();
        codec_close(codec);
        world_close(&world);
        return 0;
}

static int64_t end_of_topic(void)
{
        int64_t first, next;
        struct err e;
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        return next;
}

/* The event at an offset, which must be the withdrawal of this dossier. */
static struct event expect_withdrawal(int64_t offset, const char *id)
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
        assert_true(text_equal(v.source, SOURCE) && text_equal(v.agency, SOURCE));
        assert_int_equal(v.kind, KIND_DOCUMENT);
        assert_int_equal(v.occurrence_n, 0);
        assert_int_equal(v.status, STATUS_UNKNOWN);
        assert_int_equal(v.occurred_at, v.stated_at);
        v.dossier_id = v.source = v.agency = (struct text){0}; /* they go with the message */
        kafka_release(&message, 1);
        kafka_peeker_close(p);
        return v;
}

static void dossiers_of_the_command_line(void **state)
{
        (void)state;
        struct child c;
        const int64_t from = end_of_topic();
        const micros before = moment_now();
        assert_exit(0, &c, &world, "dossier", "withdraw", "--source", "igate", "--dry-run", "H01-1");
        assert_says(child_out(&c), "1 dossiers would be withdrawn");
        child_close(&c);
        assert_int_equal(end_of_topic(), from);
        assert_exit(0, &c, &world, "dossier", "withdraw", "--source", "igate", "--reason", "typed twice",
                    "H01-1", "H01-2");
        assert_says(child_out(&c), "2 dossiers withdrawn, 0 were so already");
        assert_says(child_err(&c), "withdraw.sent");
        assert_says(child_err(&c), "typed twice");
        assert_null(strstr(child_err(&c), "H01-1"));
        child_close(&c);
        assert_int_equal(end_of_topic(), from + 2);
        const struct event v = expect_withdrawal(from, "H01-1");
        assert_true(v.stated_at >= before - 1000 && v.stated_at <= v.observed_at);
        assert_int_equal(v.stated_at % 1000, 0);
        expect_withdrawal(from + 1, "H01-2");
}

/* From here on the commands read this. */
static void set_standard_input(const char *text)
{
        const int fd = memfd_create("input", MFD_CLOEXEC);
        assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
        assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
        assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
        close(fd);
}

static void dossiers_of_standard_input(void **state)
{
        (void)state;
        struct child c;
        const int64_t from = end_of_topic();
        set_standard_input("H02-1\nH02-2\nbad\tone\nH02-3\n");
        assert_exit(2, &c, &world, "dossier", "withdraw", "--source", "igate", "-");
        assert_says(child_err(&c), "line 3: dossier_id");
        child_close(&c);
        assert_int_equal(end_of_topic(), from);
        set_standard_input("H02-1\nH02-2\n\nH02-3");
        assert_exit(0, &c, &world, "dossier", "withdraw", "--source", "igate", "-");
        assert_says(child_out(&c), "3 dossiers withdrawn");
        child_close(&c);
        assert_int_equal(end_of_topic(), from + 3);
        expect_withdrawal(from + 2, "H02-3");
        assert_exit(2, &c, &world, "dossier", "withdraw", "--source", "igate", "-", "H02-4");
        assert_says(child_err(&c), "dossier 1: - stands alone");
        child_close(&c);
        assert_int_equal(end_of_topic(), from + 3);
}

static void the_door_knows_of_it(void **state)
{
        const struct memory_dir *d = *state;
        const struct remembered open = {.hash = 1, .stated_at = 10, .said_at = 10};
        struct remembered r;
        struct child c;
        const int64_t from = end_of_topic();
        assert_exit(2, &c, &world, "dossier", "withdraw", "--source", "igate", "--memory", d->folder,
                    "H03-1");
        assert_says(child_err(&c), "is no memory of a door");
        child_close(&c);
        struct memory *m = memory_dir_open(d, 100);
        memory_put(m, SOURCE, TEXT("H03-1"), &open);
        memory_dir_commit(m);
        assert_exit(1, &c, &world, "dossier", "withdraw", "--source", "igate", "--memory", d->folder,
                    "H03-1");
        assert_says(child_err(&c), "used by another process");
        child_close(&c);
        memory_close(m);
        assert_int_equal(end_of_topic(), from);
        assert_exit(0, &c, &world, "dossier", "withdraw", "--source", "igate", "--memory", d->folder,
                    "H03-1");
        child_close(&c);
        assert_exit(0, &c, &world, "dossier", "withdraw", "--source", "igate", "--memory", d->folder,
                    "H03-1");
        assert_says(child_out(&c), "no dossiers withdrawn, 1 were so already");
        child_close(&c);
        assert_int_equal(end_of_topic(), from + 1);
        const struct event v = expect_withdrawal(from, "H03-1");
        assert_int_equal(v.since, v.stated_at);
        m = memory_dir_open(d, 100);
        assert_true(memory_find(m, SOURCE, TEXT("H03-1"), &r));
        assert_true(r.empty);
        assert_int_equal(r.stated_at, v.stated_at);
        memory_close(m);
}

static void without_a_broker_nothing_is_remembered(void **state)
{
        const struct memory_dir *d = *state;
        struct remembered r;
        struct child c;
        memory_close(memory_dir_open(d, 100));
        assert_exit(1, &c, &world, "dossier", "withdraw", "--source", "igate", "--memory", d->folder,
                    "--wait", "0", "--set", "kafka.bootstrap.servers=127.0.0.1:9", "H04-1");
        child_close(&c);
        struct memory *m = memory_dir_open(d, 100);
        assert_false(memory_find(m, SOURCE, TEXT("H04-1"), &r));
        memory_close(m);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, memory_dir_set_up, memory_dir_tear_down)
                cmocka_unit_test(dossiers_of_the_command_line),
                cmocka_unit_test(dossiers_of_standard_input),
                IN_FOLDER(the_door_knows_of_it),
                IN_FOLDER(without_a_broker_nothing_is_remembered),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}
