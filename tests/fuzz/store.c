/* SPDX-License-Identifier: Apache-2.0
 *
 * store.c - a store's folder: any bytes as a cursor and a segment; and segments of records some of which are
 * damaged.
 *
 * The first byte says which. 0: the input up to a NUL is the cursor, the rest the segment. Else each record
 * is a byte of what happens to it, a byte of length, and its payload: kept, a bit flipped, or zeroed. All
 * that is kept is read, in order, and nothing else. However it was: it takes new records, and gives them.
 */
#include "producers/store/store.h"
#include "core/lib/log.h"
#include "producers/store/folder.h"
#include "producers/store/reader.h"
#include "tests/fuzz/fuzz.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const struct fuzz_bound fuzz_bound = {4 << 20, 64};

enum { RECORDS_MOST = 1024 };

void __wrap_log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __wrap_posix_fallocate(int fd, off_t at, off_t len);

void __wrap_log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
        (void)level;
        (void)event;
        (void)fields;
        (void)n;
}

/* The disk is not what is tried here. */
int __wrap_fsync(int fd)
{
        (void)fd;
        return 0;
}

int __wrap_fdatasync(int fd)
{
        (void)fd;
        return 0;
}

int __wrap_posix_fallocate(int fd, off_t at, off_t len)
{
        return ftruncate(fd, at + len) == 0 ? 0 : 28;
}

static char folder[64];

static void empty_folder(void)
{
        char command[160];
        snprintf(command, sizeof(command), "rm -rf %s", folder);
        HOLDS(system(command) == 0);
}

static void unlink_all(int dir)
{
        struct store_segment *list;
        size_t n;
        char name[SEGMENT_NAME], path[SEGMENT_NAME + 16];
        struct err e;
        HOLDS(store_segments(dir, &list, &n, &e) == OK);
        for (size_t i = 0; i < n; i++) {
                store_segment_name(list[i].base, name);
                unlinkat(dir, name, 0);
                snprintf(path, sizeof(path), "damaged/%s", name);
                unlinkat(dir, path, 0);
        }
        free(list);
        unlinkat(dir, "cursor", 0);
}

void fuzz_open(void)
{
        snprintf(folder, sizeof(folder), "/dev/shm/hentra-fuzz-store-%d", (int)getpid());
        HOLDS(atexit(empty_folder) == 0);
}

static void put(int dir, const char *name, const void *at, size_t len)
{
        const int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        HOLDS(fd >= 0 && (len == 0 || write(fd, at, len) == (ssize_t)len));
        close(fd);
}

/* ---- records ---- */

struct made {
        bool kept;
        const uint8_t *payload;
        size_t len;
};
static struct made made[RECORDS_MOST];

/* Returns their number. */
static size_t make_records(const uint8_t *data, size_t size, struct bytes *out)
{
        size_t n = 0;
        bytes_add(out, segment_head, SEGMENT_HEAD);
        for (; size >= 3 && n < RECORDS_MOST; n++) {
                const uint8_t what = data[0];
                const size_t want = (size_t)data[1] + 1, len = want < size - 2 ? want : size - 2;
                made[n] = (struct made){what % 4 < 2, data + 2, len};
                segment_record_add(out, data + 2, len, what);
                data += 2 + len;
                size -= 2 + len;
        }
        HOLDS(segment_stamp(out->at + SEGMENT_HEAD, out->len - SEGMENT_HEAD, SEGMENT_HEAD, 0) == n);
        size_t at = SEGMENT_HEAD;
        for (size_t i = 0; i < n; i++) {
                const size_t whole = RECORD_HEAD + made[i].len;
                const uint8_t what = made[i].payload[-2];
                if (what % 4 == 2)
                        out->at[at + what % whole] ^= (uint8_t)(1 << what / 4 % 8);
                else if (what % 4 == 3)
                        memset(out->at + at, 0, whole);
                at += whole;
        }
        return n;
}

/* ---- what must hold ---- */

static enum store_next next_of(struct store_reader *r, struct segment_record *rec)
{
        struct err e = {0};
        const enum store_next next = store_reader_next(r, rec, &e);
        HOLDS(next != STORE_FAULT);
        return next;
}

static void read_all(struct store_reader *r, size_t n)
{
        struct segment_record rec;
        uint64_t before = 0;
        size_t i = 0;
        while (next_of(r, &rec) == STORE_RECORD) {
                HOLDS(rec.position >= before && rec.len > 0 && rec.len <= RECORD_MOST);
                before = rec.position + rec.len;
                if (n == 0)
                        continue;
                while (i < n && !made[i].kept)
                        i++;
                HOLDS(i < n && rec.number == i && rec.len == made[i].len &&
                      memcmp(rec.payload, made[i].payload, rec.len) == 0);
                i++;
        }
        for (; i < n; i++)
                HOLDS(!made[i].kept);
}

static void takes_more(struct store *s, struct store_reader *r)
{
        struct segment_record rec;
        struct err e;
        HOLDS(store_append(s, "more", 4, 0, &e) == OK && store_sync(s, &e) == OK);
        store_reader_extend(r, store_end(s), store_last_segment(s));
        HOLDS(next_of(r, &rec) == STORE_RECORD && rec.len == 4 && memcmp(rec.payload, "more", 4) == 0);
        HOLDS(next_of(r, &rec) == STORE_EMPTY);
        store_reader_settle(r, store_reader_given(r));
        const struct store_cursor c = store_reader_cursor(r);
        store_release(s, &c);
        HOLDS(c.live.position == store_end(s).position && store_records(s) == 0);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct bytes segment = {0};
        struct store *s;
        struct err e;
        int dir;
        size_t n = 0;
        if (size < 1)
                return;
        const uint8_t mode = *data++;
        size--;
        HOLDS(store_folder_open(folder, &dir, &e) == OK);
        if (mode == 0) {
                const struct text cursor = fuzz_part(&data, &size);
                put(dir, "cursor", cursor.at, cursor.len);
                bytes_add(&segment, data, size);
        } else {
                n = make_records(data, size, &segment);
        }
        put(dir, "0000000000000000.segment", segment.at, segment.len);
        bytes_free(&segment);
        const enum fault fault = fuzz_said(store_open(&s, folder, STORE_LEAST, &e), &e);
        HOLDS(fault == OK);
        const struct store_cursor c = store_cursor(s);
        struct store_reader *r = store_reader_open(dir, &c, mode % 2 == 0);
        store_reader_extend(r, store_end(s), store_last_segment(s));
        read_all(r, n);
        takes_more(s, r);
        store_reader_close(r);
        store_close(s);
        unlink_all(dir);
        close(dir);
}
