/* SPDX-License-Identifier: Apache-2.0
 *
 * rows_read.c - see rows.h. Every event that a row states can be sent: it passes the check at the door, is encoded, and
 * read from the topic as what was said.
 */
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/format/case.h"
#include "producers/format/file_time.h"
#include "producers/spool/dialect.h"
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

/* What the export's first bytes say as the name of a file. */
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

static void read_all(struct csv_reader *csv, const struct case_layout *layout)
{
        struct csv_row row;
        struct case_events events = {0};
        struct row_order *order = row_order_new();
        struct err e;
        for (;;) {
                enum fault fault = fuzz_said(csv_read(csv, &row, &e), &e);
                if (fault == OK && row.n == 0)
                        break;
                if (fault == OK)
                        fault = fuzz_said(
                                case_read(layout, &row, 1641265200123456, 1641265260000000, &events, &e), &e);
                HOLDS(fault == OK || fault == POISON);
                if (fault != OK)
                        continue;
                HOLDS(events.n > 0 && events.n <= STATUS_COUNT + 1);
                const size_t read = events.n;
                HOLDS(row_order_place(order, &events, false) + events.n == read);
                for (size_t i = 0; i < events.n; i++)
                        can_be_sent(&events.event[i]);
        }
        case_events_clear(&events);
        row_order_free(order);
}

void rows_read(const struct mapping *mapping, struct text export)
{
        struct csv_options options = {
                .delimiter = mapping->delimiter, .row_most = 4096, .block = 512, .fields_most = 64};
        struct csv_reader *csv;
        struct csv_row header;
        struct case_layout layout;
        struct err e;
        const char *path, *column = NULL;
        int text = -1, fd = fuzz_file(1, export, &path);
        read_name(mapping, export);
        enum fault opened = fuzz_said(dialect_open(fd, mapping, room, &text, &e), &e);
        HOLDS(opened == OK || opened == POISON);
        if (opened != OK) {
                if (text >= 0 && text != fd)
                        close(text);
                return;
        }
        HOLDS(csv_reader_new(&csv, text, 0, 1, &options, &e) == OK);
        enum fault fault = fuzz_said(csv_read(csv, &header, &e), &e);
        if (fault == OK && header.n > 0) {
                fault = fuzz_said(case_bind(&layout, mapping, &header, &column, &e), &e);
                HOLDS(fault == OK || (fault == POISON && column));
                if (fault == POISON)
                        HOLDS(fuzz_said(dialect_check_delimiter(text, mapping, column, &e), &e) != FATAL);
                if (fault == OK)
                        read_all(csv, &layout);
        }
        csv_reader_free(csv);
        if (text != fd)
                close(text);
}
