/* SPDX-License-Identifier: Apache-2.0
 *
 * event_json.c - the table of the fields, as keys and values.
 */
#include "core/wire/event_json.h"

#include "core/base/event_field.h"
#include "core/lib/crypto.h"
#include "core/lib/json.h"
#include <stdlib.h>

static void put_field(struct json *j, const struct event_field *f, const void *value)
{
        char id[UUID_TEXT];
        const char *code = f->names ? f->names[*(const int *)value] : "";
        if (f->kind == FIELD_ID)
                json_put_text(j, f->name, text_of(uuid_format(value, id)));
        else if (f->kind == FIELD_TEXT && ((const struct text *)value)->len > 0)
                json_put_text(j, f->name, *(const struct text *)value);
        else if (f->kind == FIELD_NUMBER || (f->kind == FIELD_TIME && *(const micros *)value != NO_TIME))
                json_put_int(j, f->name, *(const int64_t *)value);
        else if (f->kind == FIELD_CODE && *code)
                json_put_text(j, f->name, text_of(code));
        else if (f->kind == FIELD_TRUTH && *code)
                json_put_bool(j, f->name, *(const enum truth *)value == TRUTH_YES);
        else if (f->kind == FIELD_FLAG)
                json_put_bool(j, f->name, *(const bool *)value);
        else
                json_put_null(j, f->name);
}

static void put_occurrence(struct json *j, const struct event_occurrence *o)
{
        struct json *item = json_new();
        for (size_t i = 0; i < OCCURRENCE_FIELD_COUNT; i++)
                put_field(item, &occurrence_fields[i], (const char *)o + occurrence_fields[i].offset);
        json_add_object(j, OCCURRENCES_NAME, item);
}

void event_json_write(FILE *out, const struct event *v)
{
        struct json *j = json_new();
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++)
                put_field(j, &event_fields[i], (const char *)v + event_fields[i].offset);
        json_add_object(j, OCCURRENCES_NAME, NULL);
        for (uint32_t i = 0; i < v->occurrence_n; i++)
                put_occurrence(j, &v->occurrence[i]);
        char *line = json_line(j);
        fputs(line, out);
        fputc('\n', out);
        free(line);
        json_free(j);
}
