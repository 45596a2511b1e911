/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_source.c - see spool_source.h.
 *
 * Rule: a file is begun when the one before it is settled and moved away.
 * So: after a crash one file at most was begun, and memory does not grow with the number of files.
 */
#include "producers/spool/spool_source.h"
#include "core/base/beside.h"
#include "core/base/stop.h"
#include "core/lib/crypto.h"
#include "core/lib/lmdb.h"
#include "core/lib/log.h"
#include "producers/spool/kept_mapping.h"
#include "producers/spool/spool_counters.h"
#include <stdio.h>

enum {
        SCAN_EVERY_MS = 10000, /* where the kernel does not report new files (network file systems) */
        FORGET_DAYS = 400      /* later a file that is gone from done/ is a new one when it comes again */
};

static const char *memory_folder(const struct spool *s, const struct spool_options *options,
                                 char beside[static 4400])
{
        snprintf(beside, 4400, "%s/.hentra/memory", s->inbox.path);
        return options->memory ? options->memory : beside;
}

/* Notes the mapping in use, and keeps it: the next one may take its place while files of this one are read.
 * Where it takes the place of another, everything is read again, oldest first: nothing that is remembered of
 * the former readings is true then but for what was withdrawn, nor which complete exports there were. */
static enum fault note_mapping(struct spool *s, const struct spool_options *options, struct err *e)
{
        const struct mapping *m = s->shared.mapping;
        const struct journal_spool *before = journal_of_spool(s->shared.journal);
        char beside[4400];
        if (before->mapping == m->hash)
                return OK;
        const struct journal_spool spool = {.mapping = m->hash,
                                            .generation = before->generation + (before->mapping != 0),
                                            .correcting = before->mapping == 0 ? 0
                                                          : m->complete        ? 1
                                                                               : 2};
        if (spool.correcting &&
            memory_begin_anew(memory_folder(s, options, beside), options->memory_most, e) != OK)
                return fail_at(e, "spool.memory");
        if (kept_mapping_write(s->inbox.state, m, e) != OK)
                return e->kind;
        return journal_write_spool(s->shared.journal, &spool, e);
}

/* The door is of use where rows are documents, and where withdrawals are to be taken back. A memory that is
 * new although files were read before was lost, or this version is the first to have one: what those files
 * said may be newer than what is found. */
static enum fault open_door(struct spool *s, const struct spool_options *options, struct err *e)
{
        char beside[4400];
        const char *folder = memory_folder(s, options, beside);
        const bool of_use = s->shared.mapping->row == MAP_ROW_CASE,
                   correcting = journal_of_spool(s->shared.journal)->correcting == 2;
        if (!of_use && !(correcting && lmdb_present(folder)))
                return OK;
        if (spool_door_open(&s->door, folder, options->memory_most, e) != OK ||
            (correcting && complete_collect_withdrawn(&s->withdrawn, s->door.memory, e) != OK))
                return fail_at(e, "spool.memory");
        s->unwithdrawing = correcting;
        if (!of_use)
                return OK;
        s->shared.door = &s->door;
        s->shared.missed_most = options->missed_most;
        if (memory_is_new(s->door.memory) && !journal_of_spool(s->shared.journal)->correcting)
                memory_distrust(s->door.memory, journal_latest(s->shared.journal));
        return OK;
}

static enum fault open_parts(struct spool *s, const struct spool_options *options, struct err *e)
{
        const int moved_to[] = {s->inbox.done, s->inbox.whole};
        const micros forget = moment_now() - FORGET_DAYS * MICROS_PER_DAY;
        if (journal_open(&s->shared.journal, s->inbox.state, "journal", e) != OK ||
            journal_forget(s->shared.journal, forget, moved_to, 2, e) != OK ||
            note_mapping(s, options, e) != OK)
                return fail_at(e, "%s/.hentra", s->inbox.path);
        return open_door(s, options, e);
}

enum fault spool_open(struct spool *s, const struct mapping *mapping, const char *path,
                      const struct spool_options *options, struct err *e)
{
        spool_counters_register();
        *s = (struct spool){.shared.mapping = mapping, .file.fd = -1, .file.rows.text = -1};
        if (inbox_open(&s->inbox, path, e) != OK)
                return e->kind;
        s->shared.inbox = &s->inbox;
        if (open_parts(s, options, e) == OK)
                return OK;
        spool_close(s);
        return e->kind;
}

/* Counts what cannot be listed by line: a list of units that is not whole would name every line. */
static void log_portal(const struct spool *s)
{
        const struct portal_tally *t = &s->file.rows.portal.tally;
        if (s->shared.mapping->format != MAP_FORMAT_PORTAL)
                return;
        log_info("spool.portal", KT("file", s->file.name), KI("fields_ignored", t->ignored),
                 KI("values_odd", t->odd), KI("values_retyped", t->retyped), KI("units_unknown", t->unnamed),
                 KI("resolved_without_end", t->fake_resolved), KI("supplements_left_out", t->left_out));
}

/* Adds the file to the totals, and closes it. */
static void count_file(struct spool *s)
{
        struct journal_place *total = &s->counts.total;
        s->counts.unchanged += s->file.unchanged;
        s->counts.withdrawn += s->file.withdrawn;
        s->counts.stood_in += s->file.stood_in;
        s->counts.retracted += s->file.retracted;
        if (s->file.entry.state == JOURNAL_RETRACTING) { /* its counts are not those of a reading */
                spool_file_close(&s->file);
                return;
        }
        const struct journal_place *file = &s->file.now;
        portal_tally_add(&s->counts.portal, &s->file.rows.portal.tally);
        total->rows += file->rows;
        total->events += file->events;
        total->repeated += file->repeated;
        total->rejected += file->rejected;
        total->gaps += file->gaps;
        total->overlaps += file->overlaps;
        total->left_out += file->left_out;
        if (s->file.entry.state != JOURNAL_READING) {
                bool refused = s->file.refused;
                s->counts.refused += refused;
                s->counts.done += !refused;
                spool_counters_add(refused ? SPOOL_FILES_REFUSED : SPOOL_FILES_DONE, 1);
                s->counts.tied += !refused && s->file.tied;
                if (!refused && s->file.tied)
                        log_warn("spool.same_time", KT("file", s->file.name),
                                 KT("reason",
                                    "another file was said at the same time: where the two contradict each "
                                    "other, nobody knows which is the later"));
                log_info("spool.file", KT("file", s->file.name), KT("result", refused ? "refused" : "done"),
                         KI("rows", file->rows), KI("events", file->events),
                         KI("unchanged", s->file.unchanged), KI("withdrawn", s->file.withdrawn),
                         KI("retracted", s->file.retracted), KI("repeated", file->repeated),
                         KI("rejected", file->rejected), KI("left_out", file->left_out),
                         KI("stood_in", s->file.stood_in), KI("gaps", file->gaps),
                         KI("overlaps", file->overlaps));
                log_portal(s);
        }
        spool_file_close(&s->file);
}

void spool_close(struct spool *s)
{
        if (s->open)
                count_file(s);
        s->open = false;
        complete_cases_free(&s->withdrawn);
        spool_door_close(&s->door);
        journal_close(s->shared.journal);
        s->shared.journal = NULL;
        inbox_close(&s->inbox);
}

static void add_left(struct spool *s)
{
        s->counts.left++;
        spool_counters_set(SPOOL_FILES_LEFT, s->counts.left);
}

/* *former: the file was read by another mapping than the present one, or by the present one before another
 * was in use meanwhile: what is remembered began anew since then. */
static enum fault ask_journal(const struct spool *s, const struct inbox_file *file, bool *former,
                              struct err *e)
{
        char path[4400];
        const char *place;
        uint8_t hash[32];
        (void)inbox_dir(&s->inbox, file->place, &place);
        snprintf(path, sizeof(path), "%s/%s/%s", s->inbox.path, place, file->name);
        if (sha256_file(path, hash, e) != OK)
                return e->kind;
        const struct journal_entry *known = journal_find(s->shared.journal, hash);
        *former = known && (known->mapping != s->shared.mapping->hash ||
                            known->generation != journal_of_spool(s->shared.journal)->generation);
        return OK;
}

/* Begins the next file of the list, if it can be read now. */
static enum fault begin_next(struct spool *s, struct err *e)
{
        const struct inbox_file *file = &s->inbox.file[s->next++];
        enum spool_begun how;
        enum inbox_taken claimed;
        const char *reason;
        bool former = true;
        const bool moved = file->place == INBOX_DONE || file->place == INBOX_WHOLE;
        if (moved && ask_journal(s, file, &former, e) != OK)
                return e->kind;
        if (!former)
                return OK;
        if (inbox_take(&s->inbox, file, &claimed, &reason, e) != OK)
                return e->kind;
        if (claimed == INBOX_LEFT) {
                log_warn("spool.file_left", KT("file", file->name), KT("reason", reason));
                add_left(s);
        }
        if (claimed != INBOX_TAKEN)
                return OK;
        if (spool_file_begin(&s->file, &s->shared, file->name, file->place != INBOX_CLAIMED, &how, e) != OK) {
                spool_file_close(&s->file);
                return e->kind;
        }
        s->open = how == SPOOL_READING;
        if (s->open)
                return OK;
        s->worked = true;
        count_file(s);
        return OK;
}

/* Nothing is in flight: what the door let pass is in Kafka. */
static enum fault remember(struct spool *s, struct err *e)
{
        return s->shared.door ? spool_door_commit(s->shared.door, e) : OK;
}

/* All that the file said by its former mapping is taken back: now it is read by the present one. */
static enum fault read_again(struct spool *s, struct err *e)
{
        enum spool_begun how;
        if (spool_file_read_again(&s->file, &how, e) != OK) {
                s->open = false;
                spool_file_close(&s->file);
                return e->kind;
        }
        s->open = how == SPOOL_READING;
        if (s->open)
                return OK;
        s->worked = true;
        count_file(s);
        return OK;
}

/* All that complete exports withdrew by a former mapping is taken back: now files are read again. */
static enum fault end_unwithdrawing(struct spool *s, struct err *e)
{
        struct journal_spool spool = *journal_of_spool(s->shared.journal);
        if (spool_door_commit(&s->door, e) != OK)
                return e->kind;
        complete_cases_free(&s->withdrawn);
        s->unwithdrawing = false;
        spool.correcting = 1;
        return journal_write_spool(s->shared.journal, &spool, e);
}

/* Every file that a former mapping had read was read by the present one. */
static enum fault end_correction(struct spool *s, struct err *e)
{
        struct journal_spool spool = *journal_of_spool(s->shared.journal);
        s->again = false;
        spool.correcting = 0;
        return journal_write_spool(s->shared.journal, &spool, e);
}

static enum fault finish(struct spool *s, struct err *e)
{
        bool changed;
        if (s->file.entry.state == JOURNAL_RETRACTING)
                return read_again(s, e);
        if (remember(s, e) != OK || spool_file_finish(&s->file, &changed, e) != OK)
                return e->kind;
        s->open = false;
        s->worked |= !changed;
        s->bytes_read += s->file.size;
        if (!changed) {
                count_file(s);
                return OK;
        }
        log_warn("spool.file_changed", KT("file", s->file.name),
                 KT("reason", "written to while it was read: it is read again at the next scan"));
        add_left(s);
        spool_file_close(&s->file);
        return OK;
}

static enum fault scan(struct spool *s, struct err *e)
{
        s->again = journal_of_spool(s->shared.journal)->correcting;
        if (inbox_scan(&s->inbox, s->again, e) != OK)
                return e->kind;
        s->scanned = true;
        s->worked = false;
        s->next = 0;
        s->counts.left = 0;
        spool_counters_set(SPOOL_FILES_LEFT, 0);
        for (size_t i = 0; i < s->inbox.n; i++)
                s->bytes += s->inbox.file[i].size;
        return OK;
}

static enum source_next faulted(struct err *e)
{
        return e->kind == RETRY && stop_asked() ? SOURCE_IDLE : SOURCE_FAULT;
}

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct spool *s = self;
        while (!stop_asked()) {
                enum fault fault = OK;
                beside_run(); /* rows of an export that was seen before have no event, for minutes */
                if (s->unwithdrawing) {
                        if (!spool_door_full(&s->door) && spool_door_unwithdraw(&s->door, &s->withdrawn, v)) {
                                s->handed++;
                                s->counts.retracted++;
                                return SOURCE_EVENT;
                        }
                        if (s->settled < s->handed)
                                return SOURCE_IDLE;
                        fault = spool_door_full(&s->door) ? spool_door_commit(&s->door, e)
                                                          : end_unwithdrawing(s, e);
                } else if (s->open && s->shared.door && spool_door_full(s->shared.door)) {
                        if (s->settled < s->handed)
                                return SOURCE_IDLE;
                        fault = remember(s, e);
                } else if (s->open && !s->file.over) {
                        bool got;
                        fault = spool_file_next(&s->file, s->handed, v, &got, e);
                        if (fault == OK && got) {
                                s->handed++;
                                return SOURCE_EVENT;
                        }
                        /* The pump reports confirmed events only. Rows without an event (rejected or
                         * repeated ones) have none to confirm, so the mark is moved here as well. */
                        if (fault == OK)
                                fault = spool_file_settle(&s->file, s->settled, e);
                } else if (s->open) {
                        if (s->settled < s->handed)
                                return SOURCE_IDLE;
                        fault = finish(s, e);
                } else if (s->next < s->inbox.n) {
                        fault = begin_next(s, e);
                } else if (s->again) {
                        fault = end_correction(s, e);
                } else if (s->scanned && !s->worked) {
                        s->scanned = false;
                        return s->inbox.ask_again < END_OF_TIME ? SOURCE_WAIT : SOURCE_IDLE;
                } else {
                        fault = scan(s, e);
                }
                if (fault != OK)
                        return faulted(e);
        }
        return SOURCE_IDLE;
}

static int watch(void *self)
{
        return ((struct spool *)self)->inbox.watch;
}

static int wait_ms(void *self)
{
        const micros at = ((const struct spool *)self)->inbox.ask_again, now = steady_now();
        if (at == END_OF_TIME)
                return SCAN_EVERY_MS;
        return at > now ? (int)((at - now) / 1000) + 1 : 0;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        struct spool *s = self;
        s->settled = below;
        return s->open ? spool_file_settle(&s->file, below, e) : OK;
}

static double part(void *self)
{
        const struct spool *s = self;
        uint64_t at = s->bytes_read + (s->open ? s->file.now.offset : 0);
        return s->bytes > 0 ? (double)at / (double)s->bytes : -1;
}

const struct source spool_source = {
        .name = "spool",
        .checked = true,    /* row_read() sets aside those that do not pass */
        .identified = true, /* row_order_rank() compares rows by it */
        .next = next,
        .fd = watch,
        .wait_ms = wait_ms,
        .settle = settle,
        .part = part,
};
