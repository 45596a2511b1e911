/* SPDX-License-Identifier: Apache-2.0
 *
 * rows_read.c - see rows.h. Every event that a row states can be sent: it passes the check at the door, is
 * encoded, and read from the topic as what was said.
 */
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/format/file_time.h"
#include "producers/spool/export_file.h"
#include "producers/spool/row_order.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/rows.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct codec *codec;
static int room; /* for copies in UTF-8 */
static char room_path[64];

static void remove_room(void)
{
        rmdir(room_path);
}

void rows_open(void)
{
        char place[] = "/dev/shm/hentra-rows-XXXXXX";
        struct err e;
        HOLDS(codec_open(&codec, &e) == OK);
        HOLDS(mkdtemp(place));
        room = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        HOLDS(room >= 0);
        snprintf(room_path, sizeof(room_path), "%s", place);
        HOLDS(atexit(remove_room) == 0);
}

/* Reads the export's first bytes as the name of a file. */
static void read_name(const struct mapping *mapping, struct text export)
{
        char name[256] = "";
        struct err e;
        micros t;
        bool ahead;
        const micros now = 1700000000000000;
        memcpy(name, export.at, export.len < sizeof(name) - 1 ? export.len : sizeof(name) - 1);
        enum fault fault = fuzz_said(file_time(mapping, name, 0, now, &t, &ahead, &e), &e);
        HOLDS(fault == OK ? moment_legal(t) && t <= now : fault == POISON);
}

static void can_be_sent(struct event *v)
{
        uint8_t bytes[CODEC_EVENT_MOST], name[EVENT_NAME_MOST], again_name[EVENT_NAME_MOST];
        struct event again;
        struct err e;
        size_t len;
        HOLDS(event_check(v, &e) == OK);
        event_identify(v);
        HOLDS(codec_encode(codec, v, bytes, &len, &e) == OK);
        HOLDS(codec_decode(codec, bytes, len, &again, &e) == OK);
        len = event_name(v, name);
        HOLDS(len == event_name(&again, again_name) && !memcmp(name, again_name, len));
        HOLDS(v->stated_at == again.stated_at && v->observed_at == again.observed_at);
}

static void read_all(struct export_file *x)
{
        uint64_t line;
        bool end = false;
        struct row_events events = {0};
        struct row_order *order = row_order_new();
        struct err e;
        while (!end) {
                const enum fault fault = fuzz_said(
                        export_file_read(x, 1641265200123456, 1641265260000000, &events, &line, &end, &e),
                        &e);
                HOLDS(fault == OK || fault == POISON);
                if (fault != OK || end)
                        continue;
                HOLDS(events.n > 0 && events.n <= STATUS_COUNT + 1);
                const size_t read = events.n;
                HOLDS(row_order_rank(order, &events, &(struct row_saying){0}) + events.n == read);
                for (size_t i = 0; i < events.n; i++)
                        can_be_sent(&events.event[i]);
        }
        row_events_clear(&events);
        row_order_free(order);
}

void rows_read(const struct mapping *mapping, struct text export)
{
        struct export_file x = {.options = {.row_most = 4096, .block = 512, .fields_most = 64}};
        struct err e;
        uint64_t line;
        const char *path, *column = NULL;
        const int fd = fuzz_file(1, export, &path);
        read_name(mapping, export);
        const enum fault fault = fuzz_said(export_file_open(&x, mapping, fd, room, &line, &column, &e), &e);
        HOLDS((fault == OK || fault == POISON) && column);
        if (fault == OK) {
                HOLDS(export_file_seek(&x, x.first, &e) == OK);
                read_all(&x);
        }
        export_file_close(&x);
}
