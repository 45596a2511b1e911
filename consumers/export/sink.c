/* SPDX-License-Identifier: Apache-2.0
 *
 * sink.c - one table of types, by which a value is written in either format.
 */
#include "consumers/export/sink.h"

#include "core/lib/json.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

const char *const export_format_names[EXPORT_FORMAT_COUNT] = {"csv", "avro"};

static const char *avro_type(uint32_t type)
{
        switch (type) {
        case PG_TEXT:
                return "\"string\"";
        case PG_INT2:
        case PG_INT4:
        case PG_INT8:
                return "\"long\"";
        case PG_BOOL:
                return "\"boolean\"";
        case PG_INSTANT:
                return "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}";
        case PG_DATE:
                return "{\"type\":\"int\",\"logicalType\":\"date\"}";
        default:
                return NULL;
        }
}

static struct text doc_of(const struct pg_result *about, const char *name)
{
        for (int row = 0; row < pg_rows(about); row++) {
                if (text_equal(pg_get_text(about, row, COL_export_about_name), text_of(name)))
                        return pg_get_text(about, row, COL_export_about_about);
        }
        return (struct text){0};
}

static void add(struct bytes *b, const char *text)
{
        bytes_add(b, text, strlen(text));
}

/* "name":"…","doc":"…" without the braces of an object. */
static void add_names(struct bytes *b, const char *name, struct text doc)
{
        struct json *j = json_new();
        json_put_text(j, "name", text_of(name));
        if (doc.len)
                json_put_text(j, "doc", doc);
        char *line = json_line(j);
        bytes_add(b, line + 1, strlen(line) - 2);
        free(line);
        json_free(j);
}

static enum fault add_schema(struct bytes *b, const char *name, const struct pg_result *columns,
                             const struct pg_result *about, struct err *e)
{
        add(b, "{\"type\":\"record\",\"namespace\":\"hentra\",");
        add_names(b, name, (struct text){0});
        add(b, ",\"fields\":[");
        for (int i = 0; i < pg_columns(columns); i++) {
                const char *column = pg_column_name(columns, i),
                           *type = avro_type(pg_column_type(columns, i));
                if (!type)
                        return fail(e, FATAL, "column %s has the type %u, which no export knows", column,
                                    pg_column_type(columns, i));
                add(b, i ? ",{" : "{");
                add_names(b, column, doc_of(about, column));
                add(b, ",\"default\":null,\"type\":[\"null\",");
                add(b, type);
                add(b, "]}");
        }
        add(b, "]}");
        return OK;
}

enum fault sink_begin(struct sink *s, enum export_format format, FILE *out, const char *name,
                      const struct pg_result *columns, const struct pg_result *about, struct err *e)
{
        struct bytes schema = {0};
        const int n = pg_columns(columns);
        *s = (struct sink){.format = format, .out = out, .columns = columns};
        s->names = need_alloc(((size_t)n + 1) * sizeof(*s->names));
        for (int i = 0; i < n; i++)
                s->names[i] = pg_column_name(columns, i);
        const enum fault fault = add_schema(&schema, name, columns, about, e);
        if (fault == OK && format == EXPORT_AVRO)
                container_begin(&s->container, out, (struct text){(const char *)schema.at, schema.len});
        if (fault == OK && format == EXPORT_CSV) {
                s->table = (struct table){
                        .format = TABLE_CSV, .out = out, .csv.unguarded = true, .names = s->names};
                table_begin(&s->table);
        }
        bytes_free(&schema);
        return fault;
}

static void put_cell(struct table *t, const char *name, uint32_t type, const struct pg_result *row, int i)
{
        char day[16];
        if (pg_is_null(row, 0, i))
                table_null(t, name);
        else if (type == PG_TEXT)
                table_text(t, name, pg_get_text(row, 0, i));
        else if (type == PG_BOOL)
                table_flag(t, name, pg_get_int(row, 0, i));
        else if (type == PG_INSTANT)
                table_instant(t, name, pg_get_instant(row, 0, i));
        else if (type == PG_DATE)
                table_word(t, name, day_format(pg_get_date(row, 0, i), day));
        else
                table_count(t, name, pg_get_int(row, 0, i));
}

static void put_value(struct bytes *b, uint32_t type, const struct pg_result *row, int i)
{
        const bool null = pg_is_null(row, 0, i);
        avro_put_long(b, !null);
        if (null)
                return;
        if (type == PG_TEXT)
                avro_put_text(b, pg_get_text(row, 0, i));
        else if (type == PG_BOOL)
                avro_put_flag(b, pg_get_int(row, 0, i));
        else if (type == PG_INSTANT)
                avro_put_long(b, pg_get_instant(row, 0, i));
        else if (type == PG_DATE)
                avro_put_long(b, pg_get_date(row, 0, i));
        else
                avro_put_long(b, pg_get_int(row, 0, i));
}

void sink_row(struct sink *s, const struct pg_result *row)
{
        const int n = pg_columns(row);
        for (int i = 0; i < n; i++) {
                const uint32_t type = pg_column_type(row, i);
                if (s->format == EXPORT_CSV)
                        put_cell(&s->table, s->names[i], type, row, i);
                else
                        put_value(container_value(&s->container), type, row, i);
        }
        if (s->format == EXPORT_CSV)
                table_row(&s->table);
        else
                container_record(&s->container);
        s->rows++;
}

void sink_end(struct sink *s)
{
        if (s->format == EXPORT_CSV)
                table_end(&s->table);
        else if (s->container.out)
                container_end(&s->container);
        free(s->names);
        s->names = NULL;
}
