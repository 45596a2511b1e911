/* SPDX-License-Identifier: Apache-2.0
 *
 * test_httpd_room.c - who has room and who makes it, with sockets that nobody serves and a clock that is set.
 */
#include "core/lib/httpd.h"
#include "core/lib/httpd_room.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MANY = 6 };
static struct httpd_room room;
static struct httpd_place place[MANY];
static int client[MANY];

static void enter(int i, const char *address, micros now)
{
        int ends[2];
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        client[i] = ends[0];
        place[i] = (struct httpd_place){.fd = ends[1]};
        assert_true(httpd_parse_address(address, place[i].address));
        httpd_room_enter(&room, &place[i], now);
}

static int open_room(void **state)
{
        (void)state;
        room = (struct httpd_room){.places_most = 5, .patience = 100, .bytes_most = 800, .body_most = 100};
        memset(place, 0, sizeof(place));
        return 0;
}

static int close_room(void **state)
{
        (void)state;
        for (int i = 0; i < MANY; i++)
                if (place[i].link) {
                        httpd_room_leave(&room, &place[i]);
                        close(place[i].fd);
                        close(client[i]);
                }
        assert_null(room.first);
        assert_int_equal(room.places, 0);
        assert_int_equal(room.bytes, 0);
        return 0;
}

static bool is_shut(int i)
{
        char c;
        return recv(client[i], &c, 1, MSG_DONTWAIT) == 0;
}

/* The time of a request begins with its first line, and not with the end of the one before. */
static void times(void **state)
{
        (void)state;
        enter(0, "192.0.2.1", 1000);
        assert_int_equal(httpd_room_look(&room, 1000), 1100);
        httpd_place_turn(&place[0], HTTPD_ARRIVING, 1090);
        assert_int_equal(httpd_room_look(&room, 1100), 1190);
        httpd_place_turn(&place[0], HTTPD_WAITING, 1180);
        assert_int_equal(httpd_room_look(&room, 9000), NO_TIME); /* it waits for us */
        httpd_place_turn(&place[0], HTTPD_LEAVING, 9000);
        assert_int_equal(httpd_room_look(&room, 9050), 9100);
        httpd_place_turn(&place[0], HTTPD_IDLE, 9050);
        assert_int_equal(httpd_room_look(&room, 9149), 9150);
        assert_false(is_shut(0));
        assert_int_equal(httpd_room_look(&room, 9150), NO_TIME);
        assert_true(is_shut(0));
        httpd_place_turn(&place[0], HTTPD_ARRIVING, 9150);
        assert_int_equal(place[0].state, HTTPD_SHUT);
}

/* It came while the loop was busy: an idle connection is not shut under it. Half a request is. */
static void what_has_arrived_is_read(void **state)
{
        (void)state;
        enter(0, "192.0.2.1", 1000);
        enter(1, "192.0.2.2", 1000);
        httpd_place_turn(&place[1], HTTPD_ARRIVING, 1000);
        assert_int_equal(write(client[0], "POST", 4), 4);
        assert_int_equal(write(client[1], "POST", 4), 4);
        assert_int_equal(httpd_room_look(&room, 5000), 5000);
        assert_true(place[0].state == HTTPD_IDLE && place[1].state == HTTPD_SHUT);
}

static void idle_ones_make_room(void **state)
{
        (void)state;
        enter(0, "192.0.2.1", 1); /* the oldest, but it had a request */
        httpd_place_turn(&place[0], HTTPD_LEAVING, 1);
        httpd_place_turn(&place[0], HTTPD_IDLE, 2);
        enter(1, "192.0.2.2", 3);
        httpd_place_turn(&place[1], HTTPD_ARRIVING, 3);
        enter(2, "192.0.2.3", 4);
        enter(3, "192.0.2.4", 5);
        assert_false(is_shut(0) || is_shut(1) || is_shut(2) || is_shut(3));
        enter(4, "192.0.2.5", 6); /* now all places are taken: the next one must find one */
        assert_true(is_shut(2));
        assert_false(is_shut(0) || is_shut(1) || is_shut(3) || is_shut(4));
}

/* The one whose request is here already, and not read, is not the one to go. */
static void a_request_on_its_way_stays(void **state)
{
        (void)state;
        for (int i = 0; i < 4; i++)
                enter(i, "192.0.2.1", i);
        assert_int_equal(write(client[0], "POST", 4), 4);
        enter(4, "192.0.2.1", 5);
        assert_true(is_shut(1));
        assert_int_equal(place[0].state, HTTPD_IDLE);
}

static void of_one_address(void **state)
{
        (void)state;
        room.places_each = 2;
        enter(0, "192.0.2.1", 1);
        enter(1, "192.0.2.2", 2);
        enter(2, "192.0.2.2", 3);
        assert_true(is_shut(1));
        assert_false(is_shut(0) || is_shut(2));
        enter(3, "192.0.2.2", 4); /* the one that was shut does not count */
        assert_true(is_shut(2));
        assert_false(is_shut(0) || is_shut(3));
}

/* All that it has are busy: the new one goes, and those of others stay. */
static void of_one_address_all_busy(void **state)
{
        (void)state;
        room.places_each = 2;
        enter(0, "192.0.2.1", 1);
        for (int i = 1; i <= 2; i++) {
                enter(i, "192.0.2.2", 1 + i);
                httpd_place_turn(&place[i], HTTPD_ARRIVING, 1 + i);
        }
        assert_false(is_shut(1) || is_shut(2));
        enter(3, "192.0.2.2", 4);
        assert_true(is_shut(3));
        assert_false(is_shut(0) || is_shut(1) || is_shut(2));
}

/* 800 bytes: one address of strangers may have 100, all strangers 400, an address that is known 400, an owner 600. */
static void shares(void **state)
{
        (void)state;
        static const char *const strangers[] = {"192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::2"};
        int one, other;
        for (int i = 0; i < 4; i++)
                enter(i, strangers[i], 1);
        assert_true(httpd_room_take(&room, &place[0], 60));
        assert_false(httpd_room_take(&room, &place[1], 41));
        assert_true(httpd_room_take(&room, &place[1], 40));
        assert_true(httpd_room_take(&room, &place[2], 100));
        assert_false(httpd_room_take(&room, &place[3], 1)); /* of the same network */
        enter(4, "192.0.2.9", 1);
        enter(5, "192.0.2.9", 1);
        place[4].known = place[5].known = true;
        place[4].owner = place[5].owner = &one;
        assert_true(httpd_room_take(&room, &place[4], 300));
        assert_true(httpd_room_take(&room, &place[5], 300));
        assert_false(httpd_room_take(&room, &place[5], 1));
        httpd_room_give_back(&room, &place[5]);
        httpd_room_give_back(&room, &place[4]);
        place[4].owner = place[5].owner = NULL;
        assert_true(httpd_room_take(&room, &place[4], 300));
        assert_true(httpd_room_take(&room, &place[5], 100));
        assert_false(httpd_room_take(&room, &place[5], 1));
        httpd_room_give_back(&room, &place[5]);
        place[4].owner = &one;
        place[5].owner = &other;
        assert_true(httpd_room_take(&room, &place[5], 300));
        assert_int_equal(room.bytes, 800);
        assert_false(httpd_room_take(&room, &place[5], 1));
}

/* Whatever strangers take, one that is known finds room for a body; sums are right at each step. */
static void random_bodies(void **state)
{
        (void)state;
        srand(17);
        for (int i = 0; i < MANY; i++) {
                char address[32];
                snprintf(address, sizeof(address), "192.0.2.%d", i / 2);
                enter(i, address, 1);
                place[i].state = HTTPD_ARRIVING;
        }
        for (int step = 0; step < 20000; step++) {
                struct httpd_place *p = &place[rand() % (MANY - 1)];
                size_t sum = 0, strangers = 0;
                if (rand() % 8 == 0)
                        httpd_room_give_back(&room, p);
                else if (p->bytes < 100)
                        (void)httpd_room_take(&room, p, (size_t)rand() % (101 - p->bytes));
                for (int i = 0; i < MANY; i++) {
                        sum += place[i].bytes;
                        strangers += place[i].known ? 0 : place[i].bytes;
                }
                assert_int_equal(room.bytes, sum);
                assert_true(strangers <= 400);
                place[MANY - 1].known = true;
                assert_true(httpd_room_take(&room, &place[MANY - 1], 100));
                httpd_room_give_back(&room, &place[MANY - 1]);
                place[MANY - 1].known = false;
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(times, open_room, close_room),
                cmocka_unit_test_setup_teardown(what_has_arrived_is_read, open_room, close_room),
                cmocka_unit_test_setup_teardown(idle_ones_make_room, open_room, close_room),
                cmocka_unit_test_setup_teardown(a_request_on_its_way_stays, open_room, close_room),
                cmocka_unit_test_setup_teardown(of_one_address_all_busy, open_room, close_room),
                cmocka_unit_test_setup_teardown(of_one_address, open_room, close_room),
                cmocka_unit_test_setup_teardown(shares, open_room, close_room),
                cmocka_unit_test_setup_teardown(random_bodies, open_room, close_room),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
