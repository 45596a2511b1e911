/* SPDX-License-Identifier: Apache-2.0
 *
 * export_file.c - see export_file.h.
 */
#include "producers/spool/export_file.h"
#include "core/lib/csv.h"
#include "producers/spool/dialect.h"
#include <unistd.h>

static bool is_portal(const struct export_file *x)
{
        return x->mapping->format == MAP_FORMAT_PORTAL;
}

enum fault export_file_seek(struct export_file *x, struct export_place to, struct err *e)
{
        const struct lines_options options = {.most = x->options.row_most, .block = x->options.block};
        if (is_portal(x)) {
                x->next = to;
                return portal_file_seek(&x->portal, x->mapping, x->text, to.offset, to.line, &options, e);
        }
        csv_reader_free(x->csv);
        x->csv = NULL;
        x->next = to;
        return csv_reader_new(&x->csv, x->text, to.offset, to.line, &x->options, e);
}

static enum fault read_header(struct export_file *x, uint64_t *line, const char **column, struct err *e)
{
        struct csv_row header;
        struct err other;
        enum fault fault = csv_read(x->csv, &header, e);
        *line = header.line;
        if (fault == OK && header.n == 0)
                return fail(e, POISON, "the file is empty");
        if (fault != OK)
                return fault;
        const struct row names = {.names = header.field, .n = header.n};
        fault = row_bind(&x->layout, x->mapping, &names, column, e);
        if (fault == POISON && dialect_check_delimiter(x->text, x->mapping, *column, &other) != OK) {
                *column = "";
                *e = other;
                return e->kind;
        }
        return fault;
}

enum fault export_file_open(struct export_file *x, const struct mapping *mapping, int fd, int room,
                            uint64_t *line, const char **column, struct err *e)
{
        *x = (struct export_file){
                .options = x->options, .known = x->known, .mapping = mapping, .fd = fd, .text = -1};
        x->options.delimiter = mapping->delimiter;
        *line = 1;
        *column = "";
        x->first = (struct export_place){0, 1};
        if (dialect_open(fd, mapping, room, &x->text, e) != OK || export_file_seek(x, x->first, e) != OK)
                return e->kind;
        if (is_portal(x))
                return portal_file_check(x->text, e);
        if (read_header(x, line, column, e) != OK)
                return e->kind;
        *column = "";
        csv_place(x->csv, &x->first.offset, &x->first.line);
        x->next = x->first;
        return dialect_open_rows(x->csv, x->layout.columns, &x->open_rows, e);
}

void export_file_close(struct export_file *x)
{
        if (x->text >= 0 && x->text != x->fd)
                close(x->text);
        x->text = -1;
        csv_reader_free(x->csv);
        x->csv = NULL;
        portal_file_close(&x->portal);
}

static enum fault read_portal(struct export_file *x, micros stated_at, micros observed_at,
                              struct row_events *out, uint64_t *line, bool *end, struct err *e)
{
        struct text id;
        row_events_clear(out);
        const enum fault fault = portal_file_next(&x->portal, line, end, e);
        lines_place(x->portal.lines, &x->next.offset, &x->next.line);
        x->row_hash = 0;
        if (fault != OK || *end)
                return fault;
        x->row_hash = portal_file_hash(&x->portal, &id);
        if (x->known.says_nothing_new && id.len > 0 &&
            x->known.says_nothing_new(x->known.context, id, x->row_hash))
                return OK;
        return portal_file_read(&x->portal, stated_at, observed_at, out, e);
}

enum fault export_file_read(struct export_file *x, micros stated_at, micros observed_at,
                            struct row_events *out, uint64_t *line, bool *end, struct err *e)
{
        struct csv_row cells;
        const size_t columns = x->layout.columns;
        if (is_portal(x))
                return read_portal(x, stated_at, observed_at, out, line, end, e);
        row_events_clear(out);
        x->row = (struct row){0};
        const enum fault fault = csv_read(x->csv, &cells, e);
        csv_place(x->csv, &x->next.offset, &x->next.line);
        *line = cells.line;
        *end = fault == OK && cells.n == 0;
        if (fault != OK || *end)
                return fault;
        if (cells.n != columns + x->open_rows)
                return fail(e, POISON, "has %zu columns, the header has %zu", cells.n, columns);
        if (x->open_rows && text_trim(cells.field[columns]).len > 0)
                return fail(e, POISON, "holds something in a column that the header has not");
        x->row = (struct row){.texts = cells.field, .n = columns};
        return row_read(&x->layout, &x->row, stated_at, observed_at, out, e);
}
