/* SPDX-License-Identifier: Apache-2.0
 *
 * dry_run.c - see dry_run.h.
 *
 * Rule: a cell of a mapped column is shown as it is if the mapping lists it, or if its row is read and sends
 * it as a text; any other one by its form, and one that the number of a case is made of not at all.
 * So: nothing comes to the screen that the spool would not send, also of rows that are shifted by a column.
 */
#include "producers/spool/dry_run.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "producers/format/file_time.h"
#include "producers/format/row_cells.h"
#include "producers/spool/dry_run_report.h"
#include "producers/spool/export_file.h"
#include "producers/spool/inbox.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4400, FORM_MOST = 32 };

struct reading {
        struct dry_report report;
        uint64_t sample;
        int room; /* a directory for copies in UTF-8 */
        struct row_events row, cells;
        bool hidden[MAP_FIELDS], word_hidden; /* columns with numbers of cases */
};

static bool has_numbers(const struct mapping *m, const char *column)
{
        const char *about = m->field[MAP_about].column.name;
        return mapping_columns_meet(m, column, m->field[MAP_dossier_id].column.name) ||
               (about && mapping_columns_meet(m, column, about));
}

static void hide_numbers(struct reading *r)
{
        const struct mapping *m = r->report.mapping;
        for (int i = 0; i < MAP_FIELDS; i++)
                r->hidden[i] = m->field[i].column.name && has_numbers(m, m->field[i].column.name);
        r->word_hidden = m->ends && has_numbers(m, m->ends->name);
}

/* ---- cells ---- */

/* Adds the form of a cell: 9 for each digit, a for each letter. That is enough to write a format for a date,
 * and to look for a word in its line. */
static void add_form(struct text cell, struct bytes *out)
{
        size_t n = 0;
        for (size_t i = 0; i < cell.len && n < FORM_MOST; i++) {
                const unsigned char c = (unsigned char)cell.at[i];
                if (c >= 0x80 && c < 0xc0) /* goes on with a character */
                        continue;
                const bool latin = (c >= 0xc3 && c <= 0xc9) || c == 0xe1; /* as far as Vietnamese needs it */
                const bool letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || latin;
                const char form = c >= '0' && c <= '9'   ? '9'
                                  : letter               ? 'a'
                                  : c < 0x20 || c > 0x7e ? '?'
                                                         : (char)c;
                bytes_add(out, &form, 1);
                n++;
        }
}

static struct tally_text *tally_cell(struct tally *t, struct text cell, bool as_it_is)
{
        struct bytes form = {0};
        if (text_check_printable(cell))
                cell = TEXT("(cannot be shown)");
        else if (!as_it_is)
                add_form(cell, &form);
        struct tally_text *entry =
                tally_add(t, form.len > 0 ? (struct text){(const char *)form.at, form.len} : cell);
        bytes_free(&form);
        return entry;
}

/* ---- rows ---- */

/* The words that became of a field's cell. */
static struct text meaning(const struct event_field *spec, const struct event *v)
{
        const void *at = (const char *)v + spec->offset;
        if (spec->kind == FIELD_TEXT)
                return *(const struct text *)at;
        const char *name = spec->names[*(const int *)at];
        return text_of(name[0] ? name : "absent");
}

/* The row's own event comes last. */
static const struct event *event_of(const struct reading *r)
{
        return &r->row.event[r->row.n - 1];
}

/* True for a cell that the mapping lists, for a word of ours, and for a text that is sent as it is. */
static bool as_it_is(const struct reading *r, enum map_field_id id, struct text cell, bool read)
{
        const struct event_field *spec = map_fields[id];
        const struct map_values *values = &r->report.mapping->field[id].values;
        if (values->line && map_values_find(values, cell))
                return true;
        if (spec->kind == FIELD_TEXT)
                return read && text_equal(meaning(spec, event_of(r)), cell);
        for (int i = 0; i < spec->names_count; i++) {
                if (text_equal(text_of(spec->names[i]), cell))
                        return true;
        }
        return false;
}

static void note_cell(struct reading *r, struct row_reading *cells, enum map_field_id id, bool read,
                      const char *wrong)
{
        const struct map_column *column = &r->report.mapping->field[id].column;
        const struct text cell = row_cell(cells, cells->layout->field[id]);
        struct tally_text *entry = tally_cell(&r->report.values[id], cell, as_it_is(r, id, cell, read));
        if (!entry)
                return;
        entry->rejected += wrong == column->name;
        if (!read || entry->note)
                return;
        if (id == MAP_status && r->row.n == r->row.dates) /* a status of its own has only the row's event */
                return;
        const struct text means = meaning(map_fields[id], event_of(r));
        entry->note = need_alloc(means.len + 1);
        if (means.len > 0)
                memcpy(entry->note, means.at, means.len);
}

/* The word that may mean an end. */
static void note_word(struct reading *r, struct text cell)
{
        bool listed = false;
        for (int i = 0; i < STATUS_COUNT; i++)
                listed |= map_list_has(&r->report.mapping->end[i].words, cell);
        (void)tally_cell(&r->report.words, cell, listed);
}

static void note_cells(struct reading *r, const struct export_file *x, bool read)
{
        struct err unused;
        struct row_reading cells = {.layout = &x->layout, .row = &x->row, .out = &r->cells, .e = &unused};
        for (int i = 0; i < x->layout.with_columns; i++) {
                const enum map_field_id id = x->layout.with_column[i];
                const enum field_kind kind = map_fields[id]->kind;
                if (!r->hidden[id] && (kind == FIELD_TEXT || kind == FIELD_CODE || kind == FIELD_TRUTH))
                        note_cell(r, &cells, id, read, read ? NULL : r->row.column);
                else if (kind == FIELD_TIME && read)
                        dry_span_add(&r->report.time[id],
                                     *(const micros *)((const char *)event_of(r) + map_fields[id]->offset));
        }
        if (r->report.mapping->ends && !r->word_hidden)
                note_word(r, row_cell(&cells, x->layout.end_word));
        row_events_clear(&r->cells);
}

/* The values that a line of the portal may have, but numbers of cases. */
static void note_values(struct reading *r)
{
        static const enum map_field_id of_document[] = {
                MAP_agency,  MAP_procedure,       MAP_field,       MAP_channel,           MAP_return_channel,
                MAP_service, MAP_payment,         MAP_digitised,   MAP_electronic_result, MAP_reused_data,
                MAP_fee,     MAP_shared_to_store, MAP_citizen_data};
        const struct event *v = event_of(r);
        const bool document = v->kind == KIND_DOCUMENT;
        for (size_t i = 0; i < (document ? sizeof(of_document) / sizeof(of_document[0]) : 1); i++)
                (void)tally_add(&r->report.values[of_document[i]], meaning(map_fields[of_document[i]], v));
        if (!document)
                return;
        dry_span_add(&r->report.time[MAP_submitted_at], v->submitted_at);
        dry_span_add(&r->report.time[MAP_due_at], v->due_at);
}

/* The position of the column of a time, by the mapping's own pointer to its name; -1: none. */
static int time_at(const struct row_layout *layout, const char *name)
{
        const struct mapping *m = layout->mapping;
        for (int i = 0; i < MAP_FIELDS; i++) {
                if (map_fields[i]->kind == FIELD_TIME && m->field[i].column.name == name)
                        return layout->field[i];
        }
        for (int i = 0; i < STATUS_COUNT; i++) {
                if (m->case_column[i].name == name)
                        return layout->case_date[i];
                for (size_t k = 0; k < m->end[i].times; k++) {
                        if (m->end[i].time[k].name == name)
                                return layout->end_time[i][k];
                }
        }
        return -1;
}

/* Adds the form of the cell that is no date. */
static void add_date_form(struct reading *r, const struct export_file *x, struct bytes *text)
{
        struct row_reading cells = {.layout = &x->layout, .row = &x->row, .out = &r->cells};
        const struct text cell =
                x->row.texts ? row_cell(&cells, time_at(&x->layout, r->row.column)) : (struct text){0};
        if (cell.len > 0)
                bytes_add(text, ", as ", 5);
        add_form(cell, text);
        row_events_clear(&r->cells);
}

static void note_reason(struct reading *r, const struct export_file *x, const char *name, uint64_t line,
                        const char *column, const char *reason, bool rejected)
{
        struct bytes text = {0};
        char place[300];
        bytes_grow(&text, sizeof(place)); /* gcc 12 does not see that an empty buffer grows */
        bytes_add(&text, column, strlen(column));
        bytes_add(&text, ": ", column[0] ? 2 : 0);
        bytes_add(&text, reason, strlen(reason));
        if (rejected)
                add_date_form(r, x, &text);
        struct tally_text *entry = tally_add(rejected ? &r->report.rejected : &r->report.noted,
                                             (struct text){(const char *)text.at, text.len});
        bytes_free(&text);
        if (!entry || entry->note)
                return;
        snprintf(place, sizeof(place), "%s, line %" PRIu64, name, line);
        entry->note = need_strdup(place);
}

static void note_row(struct reading *r, const struct export_file *x, const char *name, uint64_t line,
                     bool read, const struct err *why)
{
        struct dry_counts *c = &r->report.file;
        c->rows++;
        if (x->row.texts)
                note_cells(r, x, read);
        else if (read && r->row.n > 0 && r->report.mapping->format == MAP_FORMAT_PORTAL)
                note_values(r);
        if (!read) {
                c->rejected++;
                note_reason(r, x, name, line, r->row.column, why->text, true);
                return;
        }
        c->events += r->row.n;
        c->left_out += r->row.lefts;
        c->stood_in += r->row.stand_in != NULL;
        for (size_t i = 0; i < r->row.n; i++)
                dry_report_times(&r->report, &r->row.event[i]);
        for (size_t i = 0; i < r->row.lefts; i++)
                note_reason(r, x, name, line, r->row.left[i].column, r->row.left[i].reason, false);
        if (r->row.stand_in)
                note_reason(r, x, name, line, r->row.stand_in, r->row.stand_in_reason, false);
}

/* ---- files ---- */

static enum fault read_rows(struct reading *r, struct export_file *x, const char *name, micros stated_at,
                            struct err *e)
{
        const micros now = moment_now();
        bool end = false;
        if (export_file_seek(x, x->first, e) != OK)
                return e->kind;
        while (r->sample == 0 || r->report.file.rows < r->sample) {
                uint64_t line;
                struct err why = {0};
                const enum fault fault = export_file_read(x, stated_at, now, &r->row, &line, &end, &why);
                if (end)
                        break;
                if (fault != OK && fault != POISON) {
                        *e = why;
                        return fault;
                }
                if (stop_asked())
                        return fail(e, RETRY, "asked to stop");
                note_row(r, x, name, line, fault == OK, &why);
        }
        return OK;
}

static enum fault read_open_file(struct reading *r, int fd, const char *name, struct err *e)
{
        struct export_file x = {.text = -1};
        struct stat st;
        uint64_t line = 1;
        const char *column = "";
        micros stated_at;
        bool ahead;
        if (fstat(fd, &st) != 0)
                return fail_errno(e, USAGE, "%s", name);
        r->report.file = (struct dry_counts){0};
        enum fault fault = file_time(r->report.mapping, name, inbox_modified(&st) / 1000, moment_now(),
                                     &stated_at, &ahead, e);
        if (fault == OK)
                fault = export_file_open(&x, r->report.mapping, fd, r->room, &line, &column, e);
        if (fault == OK)
                fault = read_rows(r, &x, name, stated_at, e);
        portal_tally_add(&r->report.portal, &x.portal.tally);
        export_file_close(&x);
        if (fault == POISON)
                dry_report_refused(&r->report, name, column, e->text);
        else if (fault == OK)
                dry_report_file(&r->report, name);
        return fault == POISON ? OK : fault;
}

static enum fault read_file(struct reading *r, const char *path, struct err *e)
{
        const char *slash = strrchr(path, '/');
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", path);
        const enum fault fault = read_open_file(r, fd, slash ? slash + 1 : path, e);
        close(fd);
        return fault;
}

static int is_ready(const struct dirent *entry)
{
        return inbox_name_is_ready(entry->d_name);
}

static enum fault read_directory(struct reading *r, const char *path, struct err *e)
{
        struct dirent **names;
        const int n = scandir(path, &names, is_ready, alphasort);
        enum fault fault = n < 0 ? fail_errno(e, USAGE, "%s", path) : OK;
        for (int i = 0; i < n; i++) {
                char file[PATH_ROOM];
                struct stat st;
                snprintf(file, sizeof(file), "%s/%s", path, names[i]->d_name);
                if (fault == OK && stat(file, &st) == 0 && S_ISREG(st.st_mode))
                        fault = read_file(r, file, e);
                free(names[i]);
        }
        if (n >= 0)
                free(names);
        return fault;
}

static enum fault read_paths(struct reading *r, const char *const *path, int paths, struct err *e)
{
        for (int i = 0; i < paths; i++) {
                struct stat st;
                if (stat(path[i], &st) != 0)
                        return fail_errno(e, USAGE, "%s", path[i]);
                if ((S_ISDIR(st.st_mode) ? read_directory(r, path[i], e) : read_file(r, path[i], e)) != OK)
                        return e->kind;
        }
        return OK;
}

/* Makes a directory in TMPDIR, or without it in /var/tmp, which unlike /tmp is never memory: the copy of a
 * whole export may be large. */
static enum fault make_room(char room[static PATH_ROOM], struct err *e)
{
        const char *named = getenv("TMPDIR");
        const int len =
                snprintf(room, PATH_ROOM, "%s/hentra-dry-run-XXXXXX", named && *named ? named : "/var/tmp");
        if (len >= PATH_ROOM)
                return fail(e, FATAL, "TMPDIR is longer than a path can be");
        if (!mkdtemp(room))
                return fail_errno(e, FATAL, "%s (TMPDIR can name another directory)", room);
        return OK;
}

enum fault dry_run(const struct mapping *mapping, const char *const *path, int paths, uint64_t sample,
                   struct err *e)
{
        char room[PATH_ROOM];
        if (make_room(room, e) != OK)
                return e->kind;
        struct reading *r = need_alloc(sizeof(*r));
        *r = (struct reading){.report.mapping = mapping, .sample = sample};
        hide_numbers(r);
        r->room = open(room, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        enum fault fault = r->room < 0 ? fail_errno(e, FATAL, "%s", room) : read_paths(r, path, paths, e);
        if (fault == OK)
                dry_report_print(&r->report);
        if (fault == OK && r->report.total.rejected + r->report.refused > 0)
                fault = fail(e, FATAL,
                             "files that would be refused %" PRIu64 ", rows that would be rejected %" PRIu64,
                             r->report.refused, r->report.total.rejected);
        if (r->room >= 0)
                close(r->room);
        (void)rmdir(room);
        row_events_clear(&r->row);
        dry_report_free(&r->report);
        free(r);
        return fault;
}
