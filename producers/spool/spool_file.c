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
#include "producers/spool/dialect.h"
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

/* The list appears first: a file in done/ has its list, if it has one. */
static enum fault move_away(struct spool_file *f, struct err *e)
{
        const struct inbox *in = f->place->inbox;
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
        return journal_write(f->place->journal, &f->entry, false, e);
}

/* From here on the file only has to be moved, whatever happens. */
static enum fault conclude(struct spool_file *f, enum journal_state state, struct err *e)
{
        f->now.list_bytes = f->list.length;
        f->entry.mark = f->now;
        f->entry.state = state;
        if (rejected_flush(&f->list, f->list.length > 0, e) != OK ||
            journal_write(f->place->journal, &f->entry, true, e) != OK)
                return e->kind;
        return move_away(f, e);
}

static enum fault look(struct spool_file *f, struct err *e)
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
        if (look(f, e) != OK)
                return e->kind;
        *changed = modified != f->modified || size != f->size;
        if (!*changed)
                return conclude(f, JOURNAL_SENT, e);
        f->entry.mark = (struct journal_mark){0};
        if (unlinkat(f->place->inbox->rejected, f->list.name, 0) != 0)
                return fail_errno(e, FATAL, "rejected/%s", f->list.name);
        return journal_write(f->place->journal, &f->entry, true, e);
}

/* ---- the beginning ---- */

/* Where rows say for themselves when they were said, what the file says of it does not matter. */
static enum fault own_time(const struct spool_file *f, struct journal_entry *entry, struct err *e)
{
        const struct mapping *m = f->place->mapping;
        bool ahead = false;
        entry->seen_at = moment_now();
        const enum fault fault =
                file_time(m, f->name, f->modified / 1000, entry->seen_at, &entry->stated_at, &ahead, e);
        entry->ahead = ahead && !m->field[MAP_STATED_AT].column.name;
        return fault;
}

/* True when what came again is said anew: so the mapping wants it, or it is another mapping by now, which takes the time
 * from the name. Else a file on its way keeps its time. */
static bool said_anew(const struct spool_file *f)
{
        const struct mapping *m = f->place->mapping;
        return (f->entry.state == JOURNAL_DONE && m->returning_new) ||
               (m->stated_at && f->entry.mapping != m->hash);
}

/* Who this is, what the journal knows of it, and where reading begins. */
static enum fault identify(struct spool_file *f, bool fresh, struct err *e)
{
        char path[4400];
        uint8_t hash[32];
        struct err unfit;
        snprintf(path, sizeof(path), "%s/reading/%s", f->place->inbox->path, f->name);
        if (look(f, e) != OK || sha256_file(path, hash, e) != OK)
                return e->kind;
        const struct journal_entry *known = journal_find(f->place->journal, hash);
        if (known)
                f->entry = *known;
        /* Its first copy was moved away, and a crash took the line that says so. */
        if (fresh && (f->entry.state == JOURNAL_SENT || f->entry.state == JOURNAL_REFUSED))
                f->entry.state = JOURNAL_DONE;
        memcpy(f->entry.hash, hash, sizeof(hash));
        if (known && moment_legal(f->entry.stated_at) && !said_anew(f)) {
                if (f->entry.seen_at == 0)
                        f->entry.seen_at = moment_now();
                return OK;
        }
        if (own_time(f, &f->entry, &unfit) != OK)
                f->entry.stated_at = NO_TIME; /* so it is refused later on */
        if (f->entry.ahead)
                log_warn("spool.dated_ahead", KT("file", f->name),
                         KT("hint", "it counts as said now; its time, or its name, is wrong"));
        f->tied = !f->place->mapping->field[MAP_STATED_AT].column.name &&
                  journal_ties(f->place->journal, &f->entry);
        return OK;
}

static enum fault open_list(struct spool_file *f, const char *hash, struct err *e)
{
        bool kept;
        if (rejected_open(&f->list, f->place->inbox->rejected, hash, f->entry.mark.list_bytes, &kept, e) !=
            OK)
                return e->kind;
        if (!kept)
                f->entry.mark = (struct journal_mark){0};
        f->now = f->entry.mark;
        f->rows_marked = f->now.rows;
        return OK;
}

/* The whole file is no use: one line in its list says why. */
static enum fault refuse(struct spool_file *f, uint64_t line, const char *column, const char *reason,
                         enum spool_begun *how, struct err *e)
{
        log_warn("spool.file_refused", KT("file", f->name), KT("column", column), KT("reason", reason));
        *how = SPOOL_OVER;
        if (rejected_add(&f->list, line, column, reason, e) != OK)
                return e->kind;
        return conclude(f, JOURNAL_REFUSED, e);
}

static enum fault open_csv(struct spool_file *f, uint64_t offset, uint64_t line, struct err *e)
{
        const struct csv_options options = {.delimiter = f->place->mapping->delimiter};
        csv_reader_free(f->csv);
        f->csv = NULL;
        return csv_reader_new(&f->csv, f->text, offset, line, &options, e);
}

/* POISON: the file as a whole cannot be read; line and column of the fault. */
static enum fault understand(struct spool_file *f, uint64_t *line, const char **column, struct err *e)
{
        struct csv_row header;
        const struct spool_place *p = f->place;
        struct journal_entry none;
        if (!moment_legal(f->entry.stated_at) && own_time(f, &none, e) != OK)
                return e->kind;
        if (dialect_open(f->fd, p->mapping, p->inbox->state, &f->text, e) != OK || open_csv(f, 0, 1, e) != OK)
                return e->kind;
        enum fault fault = csv_read(f->csv, &header, e);
        *line = header.line;
        if (fault == OK && header.n == 0)
                return fail(e, POISON, "the file is empty");
        if (fault == OK)
                fault = case_bind(&f->layout, f->place->mapping, &header, column, e);
        struct err other;
        if (fault == POISON && (*column)[0] &&
            dialect_check_delimiter(f->text, f->place->mapping, *column, &other) != OK) {
                *column = "";
                *e = other;
                return e->kind;
        }
        if (fault != OK)
                return fault;
        csv_place(f->csv, &f->rows_at.offset, &f->rows_at.line);
        return dialect_open_rows(f->csv, f->layout.columns, &f->layout.open_rows, e);
}

/* The next row as events. POISON: it cannot be read. */
static enum fault take_row(struct spool_file *f, uint64_t *line, struct err *e)
{
        struct csv_row row;
        case_events_clear(&f->row);
        enum fault fault = csv_read(f->csv, &row, e);
        *line = row.line;
        f->ended = fault == OK && row.n == 0;
        if (fault != OK || f->ended)
                return fault;
        return case_read(&f->layout, &row, f->entry.stated_at, f->entry.seen_at, &f->row, e);
}

/* Goes to the mark, by way of the rows before it: they are in Kafka, and those behind it have their places after them. */
static enum fault go_on(struct spool_file *f, struct err *e)
{
        uint64_t offset = f->rows_at.offset, line = f->rows_at.line;
        if (open_csv(f, offset, line, e) != OK)
                return e->kind;
        while (offset < f->now.offset && !f->ended) {
                const enum fault fault = take_row(f, &line, e);
                if (fault == FATAL)
                        return fail_at(e, "%s", f->name);
                if (fault == OK)
                        (void)!row_order_place(f->order, &f->row, f->entry.ahead);
                if (stop_asked())
                        return fail(e, RETRY, "%s: asked to stop", f->name);
                csv_place(f->csv, &offset, &line);
        }
        case_events_clear(&f->row);
        f->now.offset = offset;
        f->now.line = line;
        return OK;
}

static enum fault read_header(struct spool_file *f, enum spool_begun *how, struct err *e)
{
        struct err why;
        uint64_t line = 1;
        const char *column = "";
        enum fault fault = understand(f, &line, &column, &why);
        if (fault == POISON)
                return refuse(f, line, column, why.text, how, e);
        if (fault != OK) {
                *e = why;
                return fault;
        }
        return go_on(f, e);
}

static enum fault begin(struct spool_file *f, bool fresh, enum spool_begun *how, struct err *e)
{
        *how = SPOOL_READING;
        f->fd = openat(f->place->inbox->reading, f->name, O_RDONLY | O_CLOEXEC);
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
        /* What one mapping has begun another one does not go on with. */
        if (f->entry.state == JOURNAL_DONE || f->entry.mapping != f->place->mapping->hash)
                f->entry.mark = (struct journal_mark){0};
        f->entry.state = JOURNAL_READING;
        f->entry.mapping = f->place->mapping->hash;
        if (open_list(f, hash, e) != OK || journal_write(f->place->journal, &f->entry, true, e) != OK)
                return e->kind;
        return read_header(f, how, e);
}

enum fault spool_file_begin(struct spool_file *f, const struct spool_place *place, const char *name,
                            bool fresh, enum spool_begun *how, struct err *e)
{
        *f = (struct spool_file){
                .place = place, .fd = -1, .text = -1, .name = need_strdup(name), .list.fd = -1};
        f->order = row_order_new();
        return begin(f, fresh, how, e);
}

void spool_file_close(struct spool_file *f)
{
        if (f->fd < 0 && !f->name)
                return;
        if (f->text >= 0 && f->text != f->fd)
                close(f->text);
        if (f->fd >= 0)
                close(f->fd);
        f->text = f->fd = -1;
        csv_reader_free(f->csv);
        f->csv = NULL;
        case_events_clear(&f->row);
        rejected_close(&f->list);
        row_order_free(f->order);
        f->order = NULL;
        free(f->name);
        f->name = NULL;
}

/* ---- rows ---- */

/* A place to come back to, kept until the events before it are settled. */
static enum fault mark(struct spool_file *f, uint64_t number, uint64_t settled, struct err *e)
{
        if (f->now.rows - f->rows_marked < ROWS_A_MARK || f->n == SPOOL_MARKS)
                return OK;
        f->rows_marked = f->now.rows;
        f->now.list_bytes = f->list.length;
        size_t slot = (f->first + f->n++) % SPOOL_MARKS;
        f->marks[slot].number = number;
        f->marks[slot].mark = f->now;
        return number <= settled ? spool_file_settle(f, settled, e) : OK;
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
        return journal_write(f->place->journal, &f->entry, false, e);
}

/* A row that was read, perhaps without some of its cells. */
static enum fault count_row(struct spool_file *f, uint64_t line, struct err *e)
{
        f->now.gaps += f->row.tally.gaps;
        f->now.overlaps += f->row.tally.overlaps;
        f->now.left_out += f->row.lefts;
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
        csv_place(f->csv, &f->now.offset, &f->now.line);
        f->now.rows++;
        if (fault == OK) {
                f->now.repeated += row_order_place(f->order, &f->row, f->entry.ahead);
                return count_row(f, line, e);
        }
        f->row.n = 0;
        f->now.rejected++;
        return rejected_add(&f->list, line, f->row.column, why.text, e);
}

enum fault spool_file_next(struct spool_file *f, uint64_t number, uint64_t settled, struct event *v,
                           bool *got, struct err *e)
{
        while (!f->ended && !stop_asked()) {
                *got = f->handed < f->row.n;
                if (*got) {
                        f->now.events++;
                        *v = f->row.event[f->handed++];
                        return OK;
                }
                if (mark(f, number, settled, e) != OK || read_row(f, e) != OK)
                        return e->kind;
        }
        *got = false;
        return OK;
}
