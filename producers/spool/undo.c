/* SPDX-License-Identifier: Apache-2.0
 *
 * undo.c - see undo.h.
 */
#include "producers/spool/undo.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/crypto.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include "core/wire/event_id.h"
#include "producers/spool/kept_mapping.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4400 };

/* ---- what a file says ---- */

/* A hash of what is said, whether it is said or retracted. */
static uint64_t id_of(const struct event *v)
{
        struct event said = *v;
        uint64_t id;
        said.retracts = false;
        event_identify(&said);
        memcpy(&id, said.event_id + 8, sizeof(id));
        return id;
}

static enum fault open_rows(struct undo *u, struct export_file *x, const struct journal_entry *entry, int fd,
                            struct mapping **m, struct err *e)
{
        char state[PATH_ROOM];
        uint64_t line;
        const char *column;
        snprintf(state, sizeof(state), "%s/.hentra", u->dir);
        if (kept_mapping_open(m, state, entry->mapping, e) != OK)
                return e->kind;
        mapping_set_earliest(*m, u->earliest);
        if (export_file_open(x, *m, fd, u->inbox.state, &line, &column, e) != OK)
                return e->kind;
        x->layout.statements = !entry->documents;
        return export_file_seek(x, x->first, e);
}

/* Calls `visit` for the id of every event of the file. One that its mapping cannot read says nothing. */
static enum fault each_id(struct undo *u, const struct journal_entry *entry, int fd,
                          void (*visit)(struct undo *u, uint64_t id), struct err *e)
{
        struct export_file x = {.text = -1};
        struct row_events row = {0};
        struct mapping *m = NULL;
        uint64_t line;
        bool end = false;
        enum fault fault = open_rows(u, &x, entry, fd, &m, e);
        while (fault == OK && !end) {
                fault = export_file_read(&x, entry->stated_at, entry->seen_at, &row, &line, &end, e);
                for (size_t i = 0; fault == OK && i < row.n; i++)
                        visit(u, id_of(&row.event[i]));
                if (fault == POISON)
                        fault = OK;
                if (fault == OK && stop_asked())
                        fault = fail(e, FATAL, "asked to stop");
        }
        row_events_clear(&row);
        export_file_close(&x);
        mapping_close(m);
        return fault == POISON ? OK : fault;
}

static int compare_ids(const void *a, const void *b)
{
        const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
        return (left > right) - (left < right);
}

static void add_id(struct undo *u, uint64_t id)
{
        if ((u->n & (u->n - 1)) == 0)
                u->only = need_realloc(u->only, (u->n ? 2 * u->n : 1) * sizeof(*u->only));
        u->only[u->n++] = id;
}

static void sort_ids(struct undo *u)
{
        size_t kept = 0;
        if (u->n > 0)
                qsort(u->only, u->n, sizeof(*u->only), compare_ids);
        for (size_t i = 0; i < u->n; i++) {
                if (kept == 0 || u->only[kept - 1] != u->only[i])
                        u->only[kept++] = u->only[i];
        }
        u->n = kept;
}

/* ---- what others say too ---- */

/* A flag for each id, which lies behind them: another file says it too. */
static bool *said_of(struct undo *u)
{
        return (bool *)(u->only + u->n);
}

static void mark_id(struct undo *u, uint64_t id)
{
        const uint64_t *found = u->n > 0 ? bsearch(&id, u->only, u->n, sizeof(id), compare_ids) : NULL;
        if (found)
                said_of(u)[found - u->only] = true;
}

static enum fault mark_others(struct undo *u, struct err *e)
{
        if (inbox_scan(&u->inbox, true, e) != OK)
                return e->kind;
        for (size_t i = 0; i < u->inbox.n; i++) {
                char path[PATH_ROOM];
                uint8_t hash[32];
                if (u->inbox.file[i].place != INBOX_DONE)
                        continue;
                snprintf(path, sizeof(path), "%s/done/%s", u->dir, u->inbox.file[i].name);
                if (sha256_file(path, hash, e) != OK)
                        return e->kind;
                const struct journal_entry *other = journal_find(u->journal, hash);
                if (!other || !memcmp(hash, u->entry.hash, sizeof(hash)))
                        continue;
                const int fd = open(path, O_RDONLY | O_CLOEXEC);
                const enum fault fault =
                        fd < 0 ? fail_errno(e, FATAL, "%s", path) : each_id(u, other, fd, mark_id, e);
                if (fd >= 0)
                        close(fd);
                if (fault != OK)
                        return fault;
        }
        return OK;
}

static enum fault find_only(struct undo *u, struct err *e)
{
        if (each_id(u, &u->entry, u->fd, add_id, e) != OK)
                return e->kind;
        sort_ids(u);
        u->only = need_realloc(u->only, u->n * (sizeof(*u->only) + sizeof(bool)) + 1);
        memset(said_of(u), 0, u->n);
        if (mark_others(u, e) != OK)
                return e->kind;
        size_t kept = 0;
        const bool *said = said_of(u);
        for (size_t i = 0; i < u->n; i++) {
                if (!said[i])
                        u->only[kept++] = u->only[i];
        }
        u->n = kept;
        return OK;
}

/* ---- life ---- */

static enum fault split_path(struct undo *u, const char *file, struct err *e)
{
        char *path = need_strdup(file), *name = strrchr(path, '/'), *done;
        if (name)
                *name++ = '\0';
        done = name ? strrchr(path, '/') : NULL;
        if (done && !strcmp(done + 1, "done")) {
                *done = '\0';
                u->dir = need_strdup(path);
        } else if (name && !strcmp(path, "done")) {
                u->dir = need_strdup(".");
        }
        if (u->dir)
                u->name = need_strdup(name);
        free(path);
        return u->dir ? OK : fail(e, USAGE, "%s: a file of DIR/done/ is needed", file);
}

static enum fault find_entry(struct undo *u, const char *file, struct err *e)
{
        uint8_t hash[32];
        u->fd = open(file, O_RDONLY | O_CLOEXEC);
        if (u->fd < 0)
                return fail_errno(e, USAGE, "%s", file);
        if (sha256_file(file, hash, e) != OK)
                return e->kind;
        const struct journal_entry *known = journal_find(u->journal, hash);
        if (!known || known->state != JOURNAL_DONE)
                return fail(e, USAGE, "%s: the journal has no such file that was read to its end", file);
        u->entry = *known;
        return OK;
}

static enum fault open_parts(struct undo *u, const char *file, const struct spool_options *options,
                             struct err *e)
{
        char memory[PATH_ROOM];
        snprintf(memory, sizeof(memory), "%s/.hentra/memory", u->dir);
        if (inbox_open(&u->inbox, u->dir, e) != OK ||
            journal_open(&u->journal, u->inbox.state, "journal", e) != OK || find_entry(u, file, e) != OK)
                return e->kind;
        if (spool_door_open(&u->door, options->memory ? options->memory : memory, options->memory_most, e) !=
                    OK ||
            find_only(u, e) != OK)
                return e->kind;
        u->order = row_order_new();
        const enum fault fault = open_rows(u, &u->rows, &u->entry, u->fd, &u->mapping, e);
        return fault == POISON ? fail_at(e, "%s cannot be read as it was", file) : fault;
}

enum fault undo_open(struct undo *u, const char *file, const struct spool_options *options, micros earliest,
                     struct err *e)
{
        *u = (struct undo){.fd = -1, .rows.text = -1, .earliest = earliest};
        u->inbox = (struct inbox){.dir = -1,
                                  .reading = -1,
                                  .done = -1,
                                  .rejected = -1,
                                  .whole = -1,
                                  .state = -1,
                                  .lock = -1,
                                  .watch = -1};
        if (split_path(u, file, e) != OK || open_parts(u, file, options, e) != OK)
                return e->kind;
        return OK;
}

void undo_close(struct undo *u)
{
        export_file_close(&u->rows);
        row_events_clear(&u->row);
        row_order_free(u->order);
        u->order = NULL;
        mapping_close(u->mapping);
        u->mapping = NULL;
        if (u->fd >= 0)
                close(u->fd);
        u->fd = -1;
        spool_door_close(&u->door);
        journal_close(u->journal);
        u->journal = NULL;
        inbox_close(&u->inbox);
        free(u->only);
        u->only = NULL;
        free(u->dir);
        free(u->name);
        u->dir = u->name = NULL;
}

/* ---- the source ---- */

/* Ends the command when all retractions are in Kafka. */
static enum fault finish(struct undo *u, struct err *e)
{
        char moved[NAME_MAX + 1];
        if (mkdirat(u->inbox.dir, "undone", 0777) != 0 && errno != EEXIST)
                return fail_errno(e, FATAL, "undone");
        const int to = openat(u->inbox.dir, "undone", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (to < 0)
                return fail_errno(e, FATAL, "undone");
        u->entry.state = JOURNAL_UNDONE;
        enum fault fault = spool_door_commit(&u->door, e);
        if (fault == OK)
                fault = journal_write(u->journal, &u->entry, true, e);
        if (fault == OK)
                fault = inbox_move(u->inbox.done, u->name, to, u->name, moved, e);
        close(to);
        u->over = fault == OK;
        return fault;
}

static enum fault read_row(struct undo *u, struct err *e)
{
        const struct row_saying saying = {.ahead = u->entry.ahead,
                                          .corrections = u->entry.corrections,
                                          .retracts = true,
                                          .not_before = u->entry.not_before};
        uint64_t line;
        const enum fault fault = export_file_read(&u->rows, u->entry.stated_at, u->entry.seen_at, &u->row,
                                                  &line, &u->ended, e);
        u->given = 0;
        if (fault == OK && !u->ended)
                (void)!row_order_rank(u->order, &u->row, &saying);
        else
                u->row.n = 0;
        return fault == POISON ? OK : fault;
}

/* Next event of the row that only this file says. */
static bool take_event(struct undo *u, struct event *v)
{
        while (u->given < u->row.n) {
                *v = u->row.event[u->given++];
                const uint64_t id = id_of(v);
                if (u->n > 0 && bsearch(&id, u->only, u->n, sizeof(id), compare_ids)) {
                        spool_door_reopen(&u->door, u->mapping, v);
                        spool_door_forget(&u->door, v);
                        u->handed++;
                        return true;
                }
                u->kept++;
        }
        return false;
}

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct undo *u = self;
        while (!stop_asked() && !u->over) {
                enum fault fault = OK;
                if (spool_door_full(&u->door) || u->ended) {
                        if (u->settled < u->handed)
                                return SOURCE_IDLE;
                        fault = u->ended ? finish(u, e) : spool_door_commit(&u->door, e);
                } else if (take_event(u, v)) {
                        return SOURCE_EVENT;
                } else {
                        fault = read_row(u, e);
                }
                if (fault != OK)
                        return SOURCE_FAULT;
        }
        return u->over ? SOURCE_END : SOURCE_IDLE;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        struct undo *u = self;
        (void)e;
        u->settled = below;
        return OK;
}

const struct source undo_source = {
        .name = "undo",
        .checked = true,
        .identified = true,
        .next = next,
        .settle = settle,
};
