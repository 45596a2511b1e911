/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.c - a report in the format that was asked for, to where it was asked for.
 */
#include "consumers/report/sheet.h"

#include "consumers/report/sheet_parts.h"
#include "core/base/output.h"
#include <stdlib.h>
#include <unistd.h>

const char *const sheet_format_names[FORMAT_COUNT] = {"text", "csv", "json", "xlsx", "html"};

static const struct printer *printer_of(const struct sheet *s)
{
        static const struct printer *const plain[FORMAT_COUNT] = {
                &printer_text, &printer_records, &printer_records, &printer_xlsx, &printer_html};
        static const struct printer *const official[FORMAT_COUNT] = {
                [FORMAT_TEXT] = &printer_official_text,
                [FORMAT_XLSX] = &printer_official_xlsx,
                [FORMAT_HTML] = &printer_official_html,
        };
        return s->look == LOOK_OFFICIAL ? official[s->format] : plain[s->format];
}

struct stream {
        const struct printer *printer;
        struct printing *p;
};

static enum fault stream_begin(void *context, const struct answer *a, struct err *e)
{
        const struct stream *s = context;
        (void)a;
        return s->printer->begin(s->p, e);
}

static enum fault stream_row(void *context, const struct answer *a, const struct answer_row *row,
                             struct err *e)
{
        const struct stream *s = context;
        const struct sheet *sheet = s->p->sheet;
        if (a->answered <= sheet->offset || (sheet->limit > 0 && a->answered - sheet->offset > sheet->limit))
                return OK;
        s->p->rows++;
        if (ferror(s->p->out))
                return fail(e, FATAL, "cannot write the report");
        return s->printer->row(s->p, row, e);
}

static enum fault print_kept(const struct printer *printer, struct printing *p, struct answer *a,
                             struct pg *pg, struct err *e)
{
        enum fault fault = answer_ask(a, pg, e);
        if (fault == OK)
                fault = printer->begin(p, e);
        for (int i = 0; fault == OK && i < a->rows; i++) {
                p->rows++;
                fault = printer->row(p, &a->row[i], e);
        }
        return fault;
}

/* Printers free what they hold in end(), also after a fault. */
static enum fault print(struct printing *p, struct answer *a, struct pg *pg, struct err *e)
{
        const struct printer *printer = printer_of(p->sheet);
        struct stream stream = {printer, p};
        const struct answer_sink sink = {&stream, stream_begin, stream_row};
        struct err later;
        enum fault fault =
                sheet_is_list(p) ? answer_stream(a, pg, &sink, e) : print_kept(printer, p, a, pg, e);
        p->given_up = fault != OK;
        const enum fault ended = printer->end(p, fault == OK ? e : &later);
        answer_free(a);
        return fault == OK ? ended : fault;
}

static enum fault copy(FILE *from, FILE *to, struct err *e)
{
        char block[1 << 16];
        size_t n;
        if (fseek(from, 0, SEEK_SET) != 0)
                return fail_errno(e, FATAL, "cannot read the workbook");
        while ((n = fread(block, 1, sizeof(block), from)) > 0)
                fwrite(block, 1, n, to);
        return ferror(from) ? fail_errno(e, FATAL, "cannot read the workbook") : OK;
}

enum fault sheet_check(const struct sheet *s, const char *path, struct err *e)
{
        struct output_file file;
        if (!path && s->format == FORMAT_XLSX && isatty(STDOUT_FILENO))
                return fail(e, USAGE, "a workbook is not for a terminal: give it a file, --output FILE.xlsx");
        if (!path)
                return OK;
        if (output_file_open(&file, path, e) != OK)
                return e->kind;
        output_file_drop(&file);
        return OK;
}

/* libxlsxwriter writes files, and a pipe is none: it is copied from one. */
static enum fault print_book_out(struct printing *p, struct answer *a, struct pg *pg, struct err *e)
{
        struct output_file file;
        char path[4096];
        const char *folder = getenv("TMPDIR");
        if (sheet_check(p->sheet, NULL, e) != OK)
                return e->kind;
        snprintf(path, sizeof(path), "%s/hentra-report", folder && *folder ? folder : "/tmp");
        if (output_file_open(&file, path, e) != OK)
                return e->kind;
        p->path = file.beside;
        p->out = file.out;
        enum fault fault = print(p, a, pg, e);
        FILE *written = fault == OK ? fopen(file.beside, "r") : NULL;
        if (fault == OK)
                fault = written ? copy(written, stdout, e) : fail_errno(e, FATAL, "cannot read the workbook");
        if (written)
                fclose(written);
        output_file_drop(&file);
        return fault == OK ? output_finish(e) : fault;
}

static enum fault print_file(struct printing *p, struct answer *a, struct pg *pg, const char *path,
                             struct err *e)
{
        struct output_file file;
        if (output_file_open(&file, path, e) != OK)
                return e->kind;
        p->path = file.beside;
        p->out = file.out;
        const enum fault fault = print(p, a, pg, e);
        if (fault == OK)
                return output_file_close(&file, e);
        output_file_drop(&file);
        return fault;
}

enum fault sheet_report(const struct sheet *s, struct answer *a, struct pg *pg, const char *path,
                        struct err *e)
{
        struct printing p = {.sheet = s, .answer = a, .out = stdout};
        if (path)
                return print_file(&p, a, pg, path, e);
        if (s->format == FORMAT_XLSX)
                return print_book_out(&p, a, pg, e);
        const enum fault fault = print(&p, a, pg, e);
        /* A reader that has read enough (`| head`) is no failure. */
        if (fault != OK && ferror(stdout))
                return output_finish(e);
        return fault == OK ? output_finish(e) : fault;
}
