/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_file.c - see spool_file.h.
 */
#include "producers/spool/spool_file.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/crypto.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include "producers/format/file_time.h"
#include "producers/spool/spool_counters.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS_A_MARK = 4096, NAME_ROOM = 300 };

/* ---- the end of a file ---- */

static bool ends_like_csv(const char *name)
{
        size_t len = strlen(name);
        return len > 4 && !strcasecmp(name + len - 4, ".csv");
}

/* The list is moved first, so that a file in done/ always has its list beside it. */
static enum fault move_away(struct spool_file *f, struct err *e)
{
        const struct inbox *in = f->shared->inbox;
        char list_name[NAME_ROOM], moved[NAME_MAX + 1];
        snprintf(list_name, sizeof(list_name), "%s%s", f->name, ends_like_csv(f->name) ? "" : ".csv");
        if (f->entry.mark.list_bytes > 0) {
                if (inbox_move(in->rejected, f->list.name, in->rejected, list_name, moved, e) != OK)
                        return e->kind;
        } else if (unlinkat(in->rejected, f->list.name, 0) != 0 && errno != ENOENT) {
                return fail_errno(e, FATAL, "rejected/%s", f->list.name);
        }
        f->refused = f->entry.state == JOURNAL_REFUSED;
        if (inbox_move(in->reading, f->name, f->refused ? in->whole : in->done, f->name, moved, e) != OK)
                return e->kind;
        f->entry.state = JOURNAL_DONE;
        f->entry.moved_at = moment_now();
        f->entry.moved_name = hash_bytes(moved, strlen(moved));
        return journal_write(f->shared->journal, &f->entry, false, e);
}

/* Writes the final state: after a crash the file only has to be moved. */
static enum fault conclude(struct spool_file *f, enum journal_state state, struct err *e)
{
        f->now.list_bytes = f->list.length;
        f->entry.mark = f->now;
        f->entry.state = state;
        if (rejected_flush(&f->list, f->list.length > 0, e) != OK ||
            journal_write(f->shared->journal, &f->entry, true, e) != OK)
                return e->kind;
        return move_away(f, e);
}

static enum fault read_state(struct spool_file *f, struct err *e)
{
        struct stat st;
        if (fstat(f->fd, &st) != 0)
                return fail_errno(e, FATAL, "%s", f->name);
        f->modified = inbox_modified(&st);
        f->size = (uint64_t)st.st_size;
        return OK;
}

enum fault spool_file_finish(struct spool_file *f, bool *changed, struct err *e)
{
        int64_t modified = f->modified;
        uint64_t size = f->size;
        if (read_state(f, e) != OK)
                return e->kind;
        *changed = modified != f->modified || size != f->size;
        if (!*changed)
                return conclude(f, JOURNAL_SENT, e);
        f->entry.mark = (struct journal_place){0};
        if (unlinkat(f->shared->inbox->rejected, f->list.name, 0) != 0)
                return fail_errno(e, FATAL, "rejected/%s", f->list.name);
        return journal_write(f->shared->journal, &f->entry, true, e);
}

/* ---- the beginning ---- */

/* The time of the whole file. It does not matter where each row has a stated_at of its own. */
static enum fault read_file_time(const struct spool_file *f, struct journal_entry *entry, struct err *e)
{
        const struct mapping *m = f->shared->mapping;
        bool ahead = false;
        entry->seen_at = moment_now();
        const enum fault fault =
                file_time(m, f->name, f->modified / 1000, entry->seen_at, &entry->stated_at, &ahead, e);
        entry->ahead = ahead && !m->field[MAP_stated_at].column.name;
        return fault;
}

/* True when a file that is known gets a new stated_at: the mapping wants that of contents that return, or
 * another mapping is in use by now, which takes the time from the name. Else a file that was begun keeps its
 * time. */
static bool gets_new_time(const struct spool_file *f)
{
        const struct mapping *m = f->shared->mapping;
        return (f->entry.state == JOURNAL_DONE && m->returning_new) ||
               (m->stated_at && f->entry.mapping != m->hash);
}

/* Finds the file in the journal by its contents: its entry tells where reading begins. */
static enum fault identify(struct spool_file *f, bool fresh, struct err *e)
{
        char path[4400];
        uint8_t hash[32];
        struct err unfit;
        snprintf(path, sizeof(path), "%s/reading/%s", f->shared->inbox->path, f->name);
        if (read_state(f, e) != OK || sha256_file(path, hash, e) != OK)
                return e->kind;
        const struct journal_entry *known = journal_find(f->shared->journal, hash);
        if (known)
                f->entry = *known;
        /* Its first copy was moved away, and a crash took the last line of the journal. */
        if (fresh && (f->entry.state == JOURNAL_SENT || f->entry.state == JOURNAL_REFUSED))
                f->entry.state = JOURNAL_DONE;
        memcpy(f->entry.hash, hash, sizeof(hash));
        if (known && moment_legal(f->entry.stated_at) && !gets_new_time(f)) {
                if (f->entry.seen_at == 0)
                        f->entry.seen_at = moment_now();
                return OK;
        }
        if (read_file_time(f, &f->entry, &unfit) != OK)
                f->entry.stated_at = NO_TIME; /* refused in open_export_file() */
        if (f->entry.ahead)
                log_warn("spool.dated_ahead", KT("file", f->name),
                         KT("hint", "it counts as said now; its time, or its name, is wrong"));
        f->tied = !f->shared->mapping->field[MAP_stated_at].column.name &&
                  journal_ties(f->shared->journal, &f->entry);
        return OK;
}

static enum fault open_list(struct spool_file *f, const char *hash, struct err *e)
{
        bool kept;
        if (rejected_open(&f->list, f->shared->inbox->rejected, hash, f->entry.mark.list_bytes, &kept, e) !=
            OK)
                return e->kind;
        if (!kept)
                f->entry.mark = (struct journal_place){0};
        f->now = f->entry.mark;
        f->rows_marked = f->now.rows;
        return OK;
}

/* Refuses the whole file: its list has one line with the reason. */
static enum fault refuse(struct spool_file *f, uint64_t line, const char *column, const char *reason,
                         enum spool_begun *how, struct err *e)
{
        log_warn("spool.file_refused", KT("file", f->name), KT("column", column), KT("reason", reason));
        *how = SPOOL_OVER;
        if (rejected_add(&f->list, line, column, reason, e) != OK)
                return e->kind;
        return conclude(f, JOURNAL_REFUSED, e);
}

/* POISON: the file as a whole cannot be read; line and column of the fault. */
static enum fault open_export_file(struct spool_file *f, uint64_t *line, const char **column, struct err *e)
{
        const struct spool_shared *p = f->shared;
        struct journal_entry none;
        if (!moment_legal(f->entry.stated_at) && read_file_time(f, &none, e) != OK)
                return e->kind;
        return export_file_open(&f->rows, p->mapping, f->fd, p->inbox->state, line, column, e);
}

/* Reads the next row as events. POISON: it cannot be read. */
static enum fault take_row(struct spool_file *f, uint64_t *line, struct err *e)
{
        return export_file_read(&f->rows, f->entry.stated_at, f->entry.seen_at, &f->row, line, &f->ended, e);
}

/* Reads up to the mark. Those rows are in Kafka already, but the ranks of the rows behind it depend on them.
 */
static enum fault skip_to_mark(struct spool_file *f, struct err *e)
{
        uint64_t line;
        if (export_file_seek(&f->rows, f->rows.first, e) != OK)
                return e->kind;
        while (f->rows.next.offset < f->now.offset && !f->ended) {
                const enum fault fault = take_row(f, &line, e);
                if (fault == FATAL)
                        return fail_at(e, "%s", f->name);
                if (fault == OK)
                        (void)!row_order_rank(f->order, &f->row, &f->saying);
                if (stop_asked())
                        return fail(e, RETRY, "%s: asked to stop", f->name);
        }
        row_events_clear(&f->row);
        f->now.offset = f->rows.next.offset;
        f->now.line = f->rows.next.line;
        return OK;
}

static enum fault read_header(struct spool_file *f, enum spool_begun *how, struct err *e)
{
        struct err why;
        uint64_t line = 1;
        const char *column = "";
        enum fault fault = open_export_file(f, &line, &column, &why);
        if (fault == POISON)
                return refuse(f, line, column, why.text, how, e);
        if (fault != OK) {
                *e = why;
                return fault;
        }
        return skip_to_mark(f, e);
}

static enum fault begin(struct spool_file *f, bool fresh, enum spool_begun *how, struct err *e)
{
        *how = SPOOL_READING;
        f->fd = openat(f->shared->inbox->reading, f->name, O_RDONLY | O_CLOEXEC);
        if (f->fd < 0)
                return fail_errno(e, FATAL, "reading/%s", f->name);
        if (identify(f, fresh, e) != OK)
                return e->kind;
        char hash[65];
        hex_format(f->entry.hash, 32, hash);
        if (f->entry.state == JOURNAL_SENT || f->entry.state == JOURNAL_REFUSED) {
                *how = SPOOL_OVER;
                f->now = f->entry.mark;
                rejected_name(&f->list, hash);
                return move_away(f, e);
        }
        /* A mark holds for the mapping that it was made with. */
        if (f->entry.state == JOURNAL_DONE || f->entry.mapping != f->shared->mapping->hash)
                f->entry.mark = (struct journal_place){0};
        f->entry.state = JOURNAL_READING;
        f->entry.mapping = f->shared->mapping->hash;
        f->saying = (struct row_saying){.ahead = f->entry.ahead, .corrections = f->entry.corrections};
        if (open_list(f, hash, e) != OK || journal_write(f->shared->journal, &f->entry, true, e) != OK)
                return e->kind;
        return read_header(f, how, e);
}

enum fault spool_file_begin(struct spool_file *f, const struct spool_shared *shared, const char *name,
                            bool fresh, enum spool_begun *how, struct err *e)
{
        *f = (struct spool_file){
                .shared = shared, .fd = -1, .rows.text = -1, .name = need_strdup(name), .list.fd = -1};
        f->order = row_order_new();
        return begin(f, fresh, how, e);
}

void spool_file_close(struct spool_file *f)
{
        if (f->fd < 0 && !f->name)
                return;
        export_file_close(&f->rows);
        if (f->fd >= 0)
                close(f->fd);
        f->fd = -1;
        row_events_clear(&f->row);
        rejected_close(&f->list);
        row_order_free(f->order);
        f->order = NULL;
        free(f->name);
        f->name = NULL;
}

/* ---- rows ---- */

/* Keeps the present place between two rows until the events before it are in Kafka. False: it is too early
 * for one, or there are too many. */
static bool add_mark(struct spool_file *f, uint64_t number)
{
        if (f->now.rows - f->rows_marked < ROWS_A_MARK || f->n == SPOOL_MARKS)
                return false;
        f->rows_marked = f->now.rows;
        f->now.list_bytes = f->list.length;
        size_t slot = (f->first + f->n++) % SPOOL_MARKS;
        f->marks[slot].number = number;
        f->marks[slot].mark = f->now;
        return true;
}

enum fault spool_file_settle(struct spool_file *f, uint64_t settled, struct err *e)
{
        bool moved = false;
        while (f->n > 0 && f->marks[f->first].number <= settled) {
                f->entry.mark = f->marks[f->first].mark;
                f->first = (f->first + 1) % SPOOL_MARKS;
                f->n--;
                moved = true;
        }
        if (!moved)
                return OK;
        if (rejected_flush(&f->list, false, e) != OK)
                return e->kind;
        return journal_write(f->shared->journal, &f->entry, false, e);
}

/* Counts a row that was read, and lists its cells that were left out. */
static enum fault count_row(struct spool_file *f, uint64_t line, struct err *e)
{
        f->now.gaps += f->row.tally.gaps;
        f->now.overlaps += f->row.tally.overlaps;
        f->now.left_out += f->row.lefts;
        spool_counters_add(SPOOL_CELLS_LEFT_OUT, f->row.lefts);
        for (size_t i = 0; i < f->row.lefts; i++) {
                if (rejected_add(&f->list, line, f->row.left[i].column, f->row.left[i].reason, e) != OK)
                        return e->kind;
        }
        return OK;
}

/* Reads one row into f->row. A row that cannot be read leaves no event. */
static enum fault read_row(struct spool_file *f, struct err *e)
{
        uint64_t line;
        struct err why;
        const enum fault fault = take_row(f, &line, &why);
        f->handed = 0;
        if (f->ended)
                return OK;
        if (fault == FATAL) {
                *e = why;
                return fail_at(e, "%s", f->name);
        }
        f->now.offset = f->rows.next.offset;
        f->now.line = f->rows.next.line;
        f->now.rows++;
        spool_counters_add(SPOOL_ROWS, 1);
        if (fault == OK) {
                const size_t repeated = row_order_rank(f->order, &f->row, &f->saying);
                f->now.repeated += repeated;
                spool_counters_add(SPOOL_EVENTS_REPEATED, repeated);
                return count_row(f, line, e);
        }
        f->row.n = 0;
        f->now.rejected++;
        spool_counters_add(SPOOL_ROWS_REJECTED, 1);
        return rejected_add(&f->list, line, f->row.column, why.text, e);
}

enum fault spool_file_next(struct spool_file *f, uint64_t number, struct event *v, bool *got, struct err *e)
{
        while (!f->ended && !stop_asked()) {
                *got = f->handed < f->row.n;
                if (*got) {
                        f->now.events++;
                        *v = f->row.event[f->handed++];
                        return OK;
                }
                if (add_mark(f, number))
                        return OK;
                if (read_row(f, e) != OK)
                        return e->kind;
        }
        *got = false;
        return OK;
}
