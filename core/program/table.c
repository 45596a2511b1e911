/* SPDX-License-Identifier: Apache-2.0
 *
 * table.c - a row is gathered, then written.
 */
#include "core/program/table.h"

#include "core/lib/csv.h"
#include "core/lib/json.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void add(struct bytes *b, const char *text)
{
        bytes_add(b, text, strlen(text));
}

static void write_line(struct table *t, struct bytes *line)
{
        add(line, "\r\n");
        fwrite(line->at, 1, line->len, t->out);
        bytes_clear(line);
}

static char delimiter(const struct table *t)
{
        return t->csv.delimiter ? t->csv.delimiter : ',';
}

void table_begin(struct table *t)
{
        if (t->format == TABLE_CSV && t->csv.bom)
                fputs("\xEF\xBB\xBF", t->out);
        if (t->format == TABLE_JSON)
                fputs("[", t->out);
        for (size_t i = 0; t->format == TABLE_CSV && t->names && t->names[i]; i++) {
                if (i)
                        bytes_add(&t->head, &(char){delimiter(t)}, 1);
                add(&t->head, t->names[i]);
        }
        if (t->head.len > 0)
                write_line(t, &t->head);
}

/* Begins the next cell of CSV; its content is appended to the result. */
static struct bytes *cell(struct table *t, const char *name)
{
        if (t->cells++ > 0) {
                bytes_add(&t->line, &(char){delimiter(t)}, 1);
                if (t->rows == 0 && !t->names)
                        bytes_add(&t->head, &(char){delimiter(t)}, 1);
        }
        if (t->rows == 0 && !t->names)
                add(&t->head, name);
        return &t->line;
}

static struct json *object(struct table *t)
{
        if (!t->object)
                t->object = json_new();
        return t->object;
}

void table_null(struct table *t, const char *name)
{
        if (t->format == TABLE_CSV)
                (void)cell(t, name);
        else
                json_put_null(object(t), name);
}

void table_text(struct table *t, const char *name, struct text value)
{
        if (!value.at)
                table_null(t, name);
        else if (t->format == TABLE_CSV && t->csv.unguarded)
                csv_add(cell(t, name), value);
        else if (t->format == TABLE_CSV)
                csv_add_guarded(cell(t, name), value);
        else
                json_put_text(object(t), name, value);
}

void table_word(struct table *t, const char *name, const char *word)
{
        if (t->format == TABLE_CSV)
                add(cell(t, name), word);
        else
                json_put_text(object(t), name, text_of(word));
}

void table_count(struct table *t, const char *name, int64_t value)
{
        char digits[24];
        snprintf(digits, sizeof(digits), "%" PRId64, value);
        if (t->format == TABLE_CSV)
                add(cell(t, name), digits);
        else
                json_put_int(object(t), name, value);
}

/* In quotes where its comma is not the delimiter. */
static void put_decimal(struct table *t, const char *name, char *digits)
{
        char *point = strchr(digits, '.');
        if (t->csv.decimal_comma && point)
                *point = ',';
        if (t->csv.decimal_comma && delimiter(t) == ',')
                csv_add(cell(t, name), text_of(digits));
        else
                add(cell(t, name), digits);
}

void table_rate(struct table *t, const char *name, double percent)
{
        char digits[32];
        snprintf(digits, sizeof(digits), "%.4f", percent);
        if (t->format == TABLE_CSV)
                put_decimal(t, name, digits);
        else
                json_put_real(object(t), name, percent);
}

void table_points(struct table *t, const char *name, int64_t hundredths)
{
        char digits[32];
        const int64_t size = hundredths < 0 ? -hundredths : hundredths;
        snprintf(digits, sizeof(digits), "%s%" PRId64 ".%02" PRId64, hundredths < 0 ? "-" : "", size / 100,
                 size % 100);
        if (t->format == TABLE_CSV)
                put_decimal(t, name, digits);
        else
                json_put_real(object(t), name, (double)hundredths / 100);
}

void table_flag(struct table *t, const char *name, bool value)
{
        if (t->format == TABLE_CSV)
                add(cell(t, name), value ? "true" : "false");
        else
                json_put_bool(object(t), name, value);
}

void table_instant(struct table *t, const char *name, micros value)
{
        char at[32];
        if (value == NO_TIME)
                table_null(t, name);
        else if (t->format == TABLE_CSV)
                add(cell(t, name), moment_format(value, at));
        else
                json_put_text(object(t), name, text_of(moment_format(value, at)));
}

void table_names(struct table *t)
{
        if (t->format == TABLE_CSV && t->rows == 0 && !t->names)
                write_line(t, &t->head);
        json_free(t->object);
        t->object = NULL;
        bytes_clear(&t->line);
        t->cells = 0;
}

void table_row(struct table *t)
{
        if (t->format == TABLE_CSV) {
                if (t->rows == 0 && !t->names)
                        write_line(t, &t->head);
                write_line(t, &t->line);
        } else {
                char *line = json_line(object(t));
                if (t->format == TABLE_JSON)
                        fprintf(t->out, "%s%s", t->rows ? ",\n " : "\n ", line);
                else
                        fprintf(t->out, "%s\n", line);
                free(line);
                json_free(t->object);
                t->object = NULL;
        }
        t->cells = 0;
        t->rows++;
}

void table_end(struct table *t)
{
        if (t->format == TABLE_JSON)
                fputs("\n]\n", t->out);
        table_free(t);
}

void table_free(struct table *t)
{
        json_free(t->object);
        t->object = NULL;
        bytes_free(&t->head);
        bytes_free(&t->line);
}
