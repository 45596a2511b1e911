/* SPDX-License-Identifier: Apache-2.0
 *
 * forward.c - see forward.h.
 *
 * Rule: the cursor is written at most once a second, and at the end. So: a kill costs that the records of a
 * second are sent once more, with the same ids.
 * Rule: a loss is told within a second, whether anything is settled behind it or not. So: what is sent again
 * after that is not taken for a repetition.
 */
#include "producers/store/forward.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "producers/pump.h"
#include "producers/store/folder.h"
#include "producers/store/reader.h"
#include "producers/store/reserve.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
        COMMIT_MS = 1000, /* between two writes of the cursor, and between two news */
        LISTEN_MS = 20,   /* between two looks at the socket, while there are records */
};

struct forward {
        int folder, socket;
        struct store_reader *reader;
        bool live_first;
        struct segment_record record;
        struct forward_news news;
        uint64_t told_lost; /* places and messages, of those that news are about */
        bool settled;       /* something that no cursor on the disk says */
        bool spent;         /* the reserve */
        micros committed, listened;
        bool failing; /* the cursor could not be written: logged once */
        bool closed;  /* nobody is at the other end */
};

size_t forward_record(struct text key, const uint8_t *value, size_t len,
                      uint8_t out[static FORWARD_RECORD_MOST])
{
        assert(key.len <= UINT8_MAX && 1 + key.len + len <= FORWARD_RECORD_MOST);
        out[0] = (uint8_t)key.len;
        memcpy(out + 1, key.at, key.len);
        memcpy(out + 1 + key.len, value, len);
        return 1 + key.len + len;
}

/* A record of nobody's: an empty key, and a value that cannot be read. */
static void read_record(const struct segment_record *r, struct text *key, struct text *value)
{
        const char *at = (const char *)r->payload;
        const size_t n = r->payload[0];
        const bool whole = n < r->len;
        *key = (struct text){at + 1, whole ? n : 0};
        *value = whole ? (struct text){at + 1 + n, r->len - 1 - n} : (struct text){at, r->len};
}

/* ---- the socket ---- */

static void listen_to_store(struct forward *f)
{
        struct forward_end end;
        ssize_t n;
        while ((n = recv(f->socket, &end, sizeof(end), MSG_DONTWAIT)) == (ssize_t)sizeof(end))
                store_reader_extend(f->reader, end.end, end.last_segment);
        f->listened = steady_now();
        f->closed = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static bool write_cursor(struct forward *f, const struct store_cursor *c, struct err *e)
{
        if (store_cursor_write(f->folder, c, e) == OK)
                return true;
        store_reserve_spend(f->folder);
        f->spent = true;
        return store_cursor_write(f->folder, c, e) == OK;
}

/* The store hears of a cursor that is on the disk only: what it deletes is needed by none then. */
static void save_cursor(struct forward *f)
{
        struct err e;
        const struct store_cursor c = store_reader_cursor(f->reader);
        store_reader_rest(f->reader);
        f->settled = !write_cursor(f, &c, &e);
        if (f->settled && !f->failing)
                log_warn("store.cursor_not_written", KT("reason", e.text));
        f->failing = f->settled;
        if (!f->settled)
                f->news.cursor = c;
        if (f->spent)
                f->spent = !store_reserve_fill(f->folder);
}

static uint64_t lost(const struct forward *f)
{
        return store_reader_damaged(f->reader) + f->news.refused;
}

/* Else the socket is full. */
static void tell(struct forward *f)
{
        f->news.damaged = store_reader_damaged(f->reader);
        if (send(f->socket, &f->news, sizeof(f->news), MSG_DONTWAIT | MSG_NOSIGNAL) !=
            (ssize_t)sizeof(f->news))
                return;
        f->told_lost = lost(f);
        f->news.key_len = 0;
}

static void commit(struct forward *f)
{
        f->committed = steady_now();
        if (f->settled)
                save_cursor(f);
        tell(f);
}

static bool has_news(const struct forward *f)
{
        return f->settled || lost(f) > f->told_lost;
}

static void commit_if_due(struct forward *f)
{
        if (has_news(f) && steady_now() >= f->committed + COMMIT_MS * INT64_C(1000))
                commit(f);
}

/* ---- the source ---- */

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct forward *f = self;
        (void)v;
        if (steady_now() >= f->listened + LISTEN_MS * INT64_C(1000))
                listen_to_store(f);
        enum store_next found = store_reader_next(f->reader, &f->record, e);
        if (found == STORE_EMPTY) {
                listen_to_store(f);
                found = store_reader_next(f->reader, &f->record, e);
        }
        if (found == STORE_RECORD)
                return SOURCE_MESSAGE;
        if (found == STORE_FAULT)
                return SOURCE_FAULT;
        commit_if_due(f);
        return f->closed ? SOURCE_END : SOURCE_IDLE;
}

static void message(void *self, struct text *key, struct text *value)
{
        read_record(&((struct forward *)self)->record, key, value);
}

static int socket_of(void *self)
{
        return ((struct forward *)self)->socket;
}

static int wait_ms(void *self)
{
        const struct forward *f = self;
        const micros left = f->committed + COMMIT_MS * INT64_C(1000) - steady_now();
        return has_news(f) && left >= 0 ? (int)(left / 1000) + 1 : COMMIT_MS;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        struct forward *f = self;
        (void)e;
        store_reader_settle(f->reader, below);
        f->settled = true;
        /* Refused ones count at once, also before those in front of them are settled. */
        if (below > f->news.confirmed + f->news.refused)
                f->news.confirmed = below - f->news.refused;
        commit_if_due(f);
        return OK;
}

static enum fault keep(int folder, const char *path, struct text value, struct err *e)
{
        if (mkdirat(folder, "refused", 0700) != 0 && errno != EEXIST)
                return fail_errno(e, RETRY, "%s", path);
        const int fd = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0)
                return fail_errno(e, RETRY, "%s", path);
        const bool done = write(fd, value.at, value.len) == (ssize_t)value.len && fsync(fd) == 0;
        if (!done)
                (void)fail_errno(e, RETRY, "%s", path);
        close(fd);
        if (done)
                return OK;
        unlinkat(folder, path, 0);
        return e->kind;
}

/* Its value is kept below `refused`, a file each. */
static enum fault refused(void *self, struct text key, struct text value, struct err *e)
{
        struct forward *f = self;
        char path[64];
        snprintf(path, sizeof(path), "refused/%016" PRIx64 "-%" PRIu64, (uint64_t)moment_now(),
                 f->news.refused);
        if (keep(f->folder, path, value, e) != OK) {
                store_reserve_spend(f->folder);
                f->spent = true;
                if (keep(f->folder, path, value, e) != OK)
                        return e->kind;
        }
        f->news.refused++;
        f->news.key_len = (uint8_t)key.len;
        memcpy(f->news.key, key.at, key.len);
        tell(f);
        log_error("store.refused", KT("kept", path), KI("bytes", value.len));
        return OK;
}

/* Nothing may be settled for days. */
static void meanwhile(void *self)
{
        commit_if_due(self);
}

static void line_is_back(void *self)
{
        struct forward *f = self;
        listen_to_store(f);
        if (f->live_first)
                store_reader_split(f->reader);
}

static const struct source forward_source = {
        .name = "forward",
        .checked = true,
        .identified = true,
        .next = next,
        .message = message,
        .fd = socket_of,
        .wait_ms = wait_ms,
        .settle = settle,
        .refused = refused,
        .meanwhile = meanwhile,
        .line_is_back = line_is_back,
};

enum fault forward_run(const struct conf *conf, const char *folder, const struct store_cursor *c, int socket,
                       struct err *e)
{
        const struct pump_options options = {.endless = true, .wait_s = -1};
        struct pump_counts counts;
        struct forward f = {.socket = socket,
                            .live_first = !strcmp(conf_text(conf, "forward.order"), "live")};
        f.news.cursor = *c;
        if (store_folder_open(folder, &f.folder, e) != OK) {
                f.news.over = true;
                (void)!send(socket, &f.news, sizeof(f.news), MSG_DONTWAIT | MSG_NOSIGNAL);
                return e->kind;
        }
        f.spent = !store_reserve_fill(f.folder);
        f.reader = store_reader_open(f.folder, c, f.live_first);
        const enum fault fault = pump_run(conf, &forward_source, &f, &options, &counts, e);
        f.news.over = true;
        commit(&f);
        store_reader_close(f.reader);
        close(f.folder);
        return fault;
}
