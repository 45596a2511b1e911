/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_file_begin.c - the beginning of a file: what the journal knows of it, and the place to go on from.
 */
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/crypto.h"
#include "core/lib/log.h"
#include "producers/format/file_time.h"
#include "producers/spool/kept_mapping.h"
#include "producers/spool/spool_file_parts.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

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

/* Finds the file in the journal by its contents. */
static enum fault identify(struct spool_file *f, bool fresh, struct err *e)
{
        char path[4400];
        uint8_t hash[32];
        snprintf(path, sizeof(path), "%s/reading/%s", f->shared->inbox->path, f->name);
        if (spool_file_read_state(f, e) != OK || sha256_file(path, hash, e) != OK)
                return e->kind;
        const struct journal_entry *known = journal_find(f->shared->journal, hash);
        f->entry = known ? *known : (struct journal_entry){.stated_at = NO_TIME};
        memcpy(f->entry.hash, hash, sizeof(hash));
        /* Its first copy was moved away, and a crash took the last line of the journal. */
        if (fresh && (f->entry.state == JOURNAL_SENT || f->entry.state == JOURNAL_REFUSED))
                f->entry.state = JOURNAL_DONE;
        return OK;
}

/* Sets the time of a file that is read. `again`: its former reading was taken back at its former time, and
 * what both readings say must come behind that. */
static void set_time(struct spool_file *f, bool again)
{
        const struct journal_entry before = f->entry;
        struct err unfit;
        if (moment_legal(f->entry.stated_at) && !gets_new_time(f)) {
                if (f->entry.seen_at == 0)
                        f->entry.seen_at = moment_now();
                return;
        }
        if (read_file_time(f, &f->entry, &unfit) != OK)
                f->entry.stated_at = NO_TIME; /* refused in open_export_file() */
        if (again && before.seen_at != 0)
                f->entry.seen_at = before.seen_at;
        if (again && moment_legal(f->entry.stated_at) && before.stated_at > f->entry.stated_at)
                f->entry.stated_at = before.stated_at;
        if (f->entry.ahead)
                log_warn("spool.dated_ahead", KT("file", f->name),
                         KT("hint", "it counts as said now; its time, or its name, is wrong"));
        f->tied = !f->shared->mapping->field[MAP_stated_at].column.name &&
                  journal_ties(f->shared->journal, &f->entry);
}

static enum fault open_list(struct spool_file *f, struct err *e)
{
        bool kept;
        char hash[65];
        hex_format(f->entry.hash, 32, hash);
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
        return spool_file_conclude(f, JOURNAL_REFUSED, e);
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

/* Reads up to the mark. Those rows are in Kafka already, but the ranks of the rows behind it depend on them,
 * and a kill may have come before they were remembered. */
static enum fault skip_to_mark(struct spool_file *f, struct err *e)
{
        uint64_t line;
        if (export_file_seek(&f->rows, f->rows.first, e) != OK)
                return e->kind;
        while (f->rows.next.offset < f->now.offset && !f->ended) {
                const enum fault fault = spool_file_take_row(f, &line, e);
                if (fault == FATAL)
                        return fail_at(e, "%s", f->name);
                if (fault == OK)
                        (void)!spool_file_judge_row(f);
                else
                        (void)spool_file_mention_row(f);
                if (stop_asked())
                        return fail(e, RETRY, "%s: asked to stop", f->name);
        }
        f->unchanged = 0;
        f->rows.portal.tally = (struct portal_tally){0};
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

/* A mark holds for the mapping that it was made with, and for what it made of a row. */
static enum fault begin_reading(struct spool_file *f, enum spool_begun *how, struct err *e)
{
        const struct mapping *m = f->shared->mapping;
        const bool other = f->entry.mapping != m->hash, undone = f->entry.state == JOURNAL_UNDONE,
                   again = undone || f->entry.state == JOURNAL_RETRACTING || (other && f->entry.mapping != 0);
        f->entry.corrections += again;
        set_time(f, again);
        if (again || other || f->entry.state == JOURNAL_DONE || !f->entry.documents) {
                f->entry.mark = (struct journal_place){0};
                f->entry.export_number =
                        m->complete ? complete_number(journal_of_spool(f->shared->journal), &f->entry) : 0;
        }
        f->entry.state = JOURNAL_READING;
        f->entry.documents = 1;
        f->entry.mapping = m->hash;
        f->entry.generation = journal_of_spool(f->shared->journal)->generation;
        f->saying = (struct row_saying){.ahead = f->entry.ahead,
                                        .corrections = f->entry.corrections,
                                        .not_before = f->entry.not_before};
        if (open_list(f, e) != OK || journal_write(f->shared->journal, &f->entry, true, e) != OK)
                return e->kind;
        return read_header(f, how, e);
}

/* Opens the file by its former mapping. A file that cannot be read by that one said nothing. */
static enum fault open_former(struct spool_file *f, struct err *e)
{
        uint64_t line;
        const char *column;
        const enum fault fault =
                export_file_open(&f->rows, f->former, f->fd, f->shared->inbox->state, &line, &column, e);
        f->rows.layout.statements = !f->entry.documents;
        if (fault == OK)
                return skip_to_mark(f, e);
        f->ended = f->over = true;
        return fault == POISON ? OK : fault;
}

/* Looks whether the present mapping can read the file. POISON: it cannot; line and column of the fault. */
static enum fault probe(const struct spool_file *f, uint64_t *line, const char **column, struct err *e)
{
        struct export_file rows = {.text = -1};
        struct journal_entry none;
        if (gets_new_time(f) && read_file_time(f, &none, e) != OK)
                return e->kind;
        const enum fault fault =
                export_file_open(&rows, f->shared->mapping, f->fd, f->shared->inbox->state, line, column, e);
        export_file_close(&rows);
        return fault;
}

/* Nothing is taken back that cannot be said again: older files that say it in the same words would lose it,
 * too. The file is refused, and the next mapping takes it back. */
static enum fault keep_former(struct spool_file *f, uint64_t line, const char *column, const char *reason,
                              enum spool_begun *how, struct err *e)
{
        f->entry.mark = (struct journal_place){0};
        return open_list(f, e) == OK ? refuse(f, line, column, reason, how, e) : e->kind;
}

static enum fault begin_taking_back(struct spool_file *f, enum spool_begun *how, struct err *e)
{
        char state[4400];
        struct err why;
        snprintf(state, sizeof(state), "%s/.hentra", f->shared->inbox->path);
        if (kept_mapping_open(&f->former, state, f->entry.mapping, &why) != OK) {
                log_warn("spool.not_taken_back", KT("file", f->name), KT("reason", why.text),
                         KT("hint", "what it said by its former mapping stays"));
                return begin_reading(f, how, e);
        }
        if (f->entry.state != JOURNAL_RETRACTING) {
                uint64_t line = 1;
                const char *column = "";
                const enum fault fault = probe(f, &line, &column, &why);
                if (fault == POISON)
                        return keep_former(f, line, column, why.text, how, e);
                if (fault != OK) {
                        *e = why;
                        return fault;
                }
        }
        mapping_set_earliest(f->former, f->shared->mapping->dates.earliest);
        if (f->entry.state != JOURNAL_RETRACTING)
                f->entry.mark = (struct journal_place){0};
        f->entry.state = JOURNAL_RETRACTING;
        f->now = f->entry.mark;
        f->rows_marked = f->now.rows;
        f->saying = (struct row_saying){.ahead = f->entry.ahead,
                                        .corrections = f->entry.corrections,
                                        .retracts = true,
                                        .not_before = f->entry.not_before};
        if (journal_write(f->shared->journal, &f->entry, true, e) != OK)
                return e->kind;
        return open_former(f, e);
}

enum fault spool_file_read_again(struct spool_file *f, enum spool_begun *how, struct err *e)
{
        *how = SPOOL_READING;
        export_file_close(&f->rows);
        row_events_clear(&f->row);
        if (f->former->stating != f->shared->mapping->stating && f->latest > f->entry.not_before)
                f->entry.not_before = f->latest;
        mapping_close(f->former);
        f->former = NULL;
        row_order_free(f->order);
        f->order = row_order_new();
        f->first = f->n = f->handed = 0;
        f->ended = f->over = false;
        return begin_reading(f, how, e);
}

/* The file was taken back by `undo`, by the mapping that it was read by. Nothing in it was stated after its
 * first sight. */
static void keep_behind_undone(struct spool_file *f)
{
        char state[4400];
        struct mapping *undone;
        struct err unknown;
        snprintf(state, sizeof(state), "%s/.hentra", f->shared->inbox->path);
        const bool known = kept_mapping_open(&undone, state, f->entry.mapping, &unknown) == OK;
        if ((!known || undone->stating != f->shared->mapping->stating) &&
            f->entry.seen_at > f->entry.not_before)
                f->entry.not_before = f->entry.seen_at;
        mapping_close(undone);
}

static enum fault begin(struct spool_file *f, bool fresh, enum spool_begun *how, struct err *e)
{
        *how = SPOOL_READING;
        f->fd = openat(f->shared->inbox->reading, f->name, O_RDONLY | O_CLOEXEC);
        if (f->fd < 0)
                return fail_errno(e, FATAL, "reading/%s", f->name);
        if (identify(f, fresh, e) != OK)
                return e->kind;
        const uint64_t mapping = f->entry.mapping;
        if (f->entry.state == JOURNAL_UNDONE && mapping != f->shared->mapping->hash)
                keep_behind_undone(f);
        if (mapping != 0 && mapping != f->shared->mapping->hash && moment_legal(f->entry.stated_at) &&
            f->entry.state != JOURNAL_UNDONE)
                return begin_taking_back(f, how, e);
        if (f->entry.state == JOURNAL_SENT || f->entry.state == JOURNAL_REFUSED) {
                char hash[65];
                *how = SPOOL_OVER;
                f->now = f->entry.mark;
                rejected_name(&f->list, hex_format(f->entry.hash, 32, hash));
                return spool_file_move_away(f, e);
        }
        return begin_reading(f, how, e);
}

enum fault spool_file_begin(struct spool_file *f, const struct spool_shared *shared, const char *name,
                            bool fresh, enum spool_begun *how, struct err *e)
{
        *f = (struct spool_file){
                .shared = shared, .fd = -1, .rows.text = -1, .name = need_strdup(name), .list.fd = -1};
        f->order = row_order_new();
        f->rows.known = (struct export_known){spool_file_says_nothing_new, f};
        return begin(f, fresh, how, e);
}
