/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_file.c - see spool_file.h. Rows of a file that was begun; the beginning and the end are in files of
 * their own.
 */
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "producers/format/document.h"
#include "producers/spool/spool_counters.h"
#include "producers/spool/spool_file_parts.h"
#include <stdlib.h>
#include <unistd.h>

enum { ROWS_A_MARK = 4096 };

void spool_file_close(struct spool_file *f)
{
        if (f->fd < 0 && !f->name)
                return;
        export_file_close(&f->rows);
        if (f->fd >= 0)
                close(f->fd);
        f->fd = -1;
        row_events_clear(&f->row);
        complete_cases_free(&f->missed);
        mapping_close(f->former);
        f->former = NULL;
        rejected_close(&f->list);
        row_order_free(f->order);
        f->order = NULL;
        free(f->name);
        f->name = NULL;
}

/* ---- rows ---- */

enum fault spool_file_take_row(struct spool_file *f, uint64_t *line, struct err *e)
{
        return export_file_read(&f->rows, f->entry.stated_at, f->entry.seen_at, &f->row, line, &f->ended, e);
}

static struct spool_reading reading_of(const struct spool_file *f)
{
        const struct mapping *m = f->shared->mapping;
        const bool late = m->complete && f->entry.export_number == 0;
        return (struct spool_reading){.mapping = m,
                                      .everything = f->entry.corrections > 0,
                                      .export_number = late ? journal_of_spool(f->shared->journal)->exports
                                                            : f->entry.export_number,
                                      .late = late,
                                      .row_hash = f->rows.row_hash};
}

bool spool_file_says_nothing_new(void *context, struct text dossier_id, uint64_t row_hash)
{
        struct spool_file *f = context;
        struct spool_reading reading = reading_of(f);
        micros stated_at = f->entry.stated_at;
        uint64_t content;
        reading.row_hash = row_hash;
        if (f->former || !f->shared->door || reading.mapping->row != MAP_ROW_CASE ||
            !row_order_is_first(f->order, dossier_id, &f->saying, f->entry.seen_at, &stated_at) ||
            !spool_door_knows(f->shared->door, &reading,
                              text_of(reading.mapping->field[MAP_source].constant->text), dossier_id,
                              stated_at, &content))
                return false;
        row_order_note_first(f->order, dossier_id, content);
        f->unchanged++;
        return true;
}

size_t spool_file_judge_row(struct spool_file *f)
{
        const size_t repeated = row_order_rank(f->order, &f->row, &f->saying);
        struct event *v = f->row.event;
        for (size_t i = 0; f->former && i < f->row.n; i++) {
                const micros at = row_order_said_at(&v[i], &f->saying);
                f->latest = at > f->latest ? at : f->latest;
        }
        if (f->former)
                return repeated;
        const struct spool_reading reading = reading_of(f);
        if (f->shared->door && f->row.n > 0 && v->kind == KIND_DOCUMENT &&
            !spool_door_passes(f->shared->door, &reading, v)) {
                f->unchanged++;
                f->row.n = 0;
        }
        return repeated;
}

bool spool_file_mention_row(struct spool_file *f)
{
        const struct spool_reading reading = reading_of(f);
        if (f->former || f->entry.export_number == 0)
                return true;
        if (f->row.dossier_id.len == 0 || f->row.dossier_id.len > DOSSIER_ID_MOST)
                return false;
        spool_door_mention(f->shared->door, &reading,
                           text_of(reading.mapping->field[MAP_source].constant->text), f->row.dossier_id);
        return true;
}

/* Keeps the present place between two rows until the events before it are in Kafka. False: it is too early
 * for one, or there are too many. */
static bool add_mark(struct spool_file *f, uint64_t number)
{
        if (f->now.rows - f->rows_marked < ROWS_A_MARK || f->n == SPOOL_MARKS)
                return false;
        f->rows_marked = f->now.rows;
        f->now.list_bytes = f->former ? 0 : f->list.length;
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
        if (!f->former && rejected_flush(&f->list, false, e) != OK)
                return e->kind;
        return journal_write(f->shared->journal, &f->entry, false, e);
}

/* Counts a row that was read, and lists its cells that were left out, and one that stands for another. */
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
        f->stood_in += f->row.stand_in != NULL;
        return f->row.stand_in ? rejected_add(&f->list, line, f->row.stand_in, f->row.stand_in_reason, e)
                               : OK;
}

/* Keeps the events of a row that is taken back. One that cannot be read said nothing. */
static enum fault take_back_row(struct spool_file *f, bool read)
{
        if (read)
                (void)!spool_file_judge_row(f);
        else
                f->row.n = 0;
        f->retracted += f->row.n;
        return OK;
}

/* Reads one row into f->row. A row that cannot be read leaves no event. */
static enum fault read_row(struct spool_file *f, struct err *e)
{
        uint64_t line;
        struct err why;
        const enum fault fault = spool_file_take_row(f, &line, &why);
        f->handed = 0;
        if (f->ended) {
                f->row.n = 0;
                return OK;
        }
        if (fault == FATAL) {
                *e = why;
                return fail_at(e, "%s", f->name);
        }
        f->now.offset = f->rows.next.offset;
        f->now.line = f->rows.next.line;
        f->now.rows++;
        if (f->former)
                return take_back_row(f, fault == OK);
        spool_counters_add(SPOOL_ROWS, 1);
        if (fault == OK) {
                const size_t repeated = spool_file_judge_row(f);
                f->now.repeated += repeated;
                spool_counters_add(SPOOL_EVENTS_REPEATED, repeated);
                return count_row(f, line, e);
        }
        f->row.n = 0;
        f->now.rejected++;
        f->now.unnamed += !spool_file_mention_row(f);
        spool_counters_add(SPOOL_ROWS_REJECTED, 1);
        return rejected_add(&f->list, line, f->row.column, why.text, e);
}

/* ---- cases that are missed ---- */

/* Judges the export that was read, and collects what it has ceased to mention. */
static enum fault collect_missed(struct spool_file *f, struct err *e)
{
        const struct mapping *m = f->shared->mapping;
        const uint64_t before = journal_of_spool(f->shared->journal)->export_size;
        f->after = *journal_of_spool(f->shared->journal);
        switch (complete_judge(&f->after, &f->entry, &f->now)) {
        case COMPLETE_COUNTS:
                return complete_collect_missed(&f->missed, f->shared->door->memory,
                                               text_of(m->field[MAP_source].constant->text),
                                               f->entry.export_number, f->shared->missed_most, e);
        case COMPLETE_SMALL:
                log_warn("spool.export_small", KT("file", f->name), KI("rows", f->now.rows - f->now.rejected),
                         KI("before", before),
                         KT("hint",
                            "nothing is withdrawn by it; the next export confirms it if it is as small"));
                break;
        case COMPLETE_UNNAMED:
                log_warn("spool.export_unnamed", KT("file", f->name), KI("rows", f->now.unnamed),
                         KT("hint",
                            "these rows do not tell their case, so nothing is withdrawn by this export"));
                break;
        }
        return OK;
}

/* The document without occurrences of the next case that is missed, as the one event of f->row. */
static enum fault next_missed(struct spool_file *f, struct err *e)
{
        struct event *v = &f->row.event[0];
        struct text source, dossier_id;
        micros known_at;
        f->over = f->former != NULL;
        if (f->over)
                return OK;
        if (f->entry.export_number > 0 && f->after.mapping == 0 && collect_missed(f, e) != OK)
                return fail_at(e, "%s", f->name);
        f->over = !complete_next(&f->missed, &source, &dossier_id, &known_at);
        if (f->over)
                return OK;
        micros at = f->entry.stated_at < f->entry.seen_at ? f->entry.stated_at : f->entry.seen_at;
        at += (micros)f->entry.corrections * STATED_ROWS - floor_rest(at, STATED_ROWS);
        document_withdraw(v, source, dossier_id, at);
        v->observed_at = f->entry.seen_at;
        spool_door_withdraw(f->shared->door, v, known_at);
        f->row.n = 1;
        f->handed = 0;
        f->withdrawn++;
        return event_check(v, e);
}

enum fault spool_file_next(struct spool_file *f, uint64_t number, struct event *v, bool *got, struct err *e)
{
        while (!f->over && !stop_asked()) {
                *got = f->handed < f->row.n;
                if (*got) {
                        f->now.events++;
                        event_copy(v, &f->row.event[f->handed++]);
                        return OK;
                }
                if (!f->ended && add_mark(f, number))
                        return OK;
                if ((f->ended ? next_missed(f, e) : read_row(f, e)) != OK)
                        return e->kind;
        }
        *got = false;
        return OK;
}
