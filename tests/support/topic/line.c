/* SPDX-License-Identifier: Apache-2.0
 *
 * line.c - an event as a line of COPY text, and back. A text of an event holds no control character, so the
 * backslash is all that must be escaped.
 */
#include "core/base/event_field.h"
#include "core/lib/hash.h"
#include "tests/support/topic/topic.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void write_text(FILE *out, struct text t, bool absent_if_empty)
{
        if (t.len == 0 && absent_if_empty)
                fputs("\\N", out);
        for (size_t i = 0; i < t.len; i++) {
                if (t.at[i] == '\\')
                        fputc('\\', out);
                fputc(t.at[i], out);
        }
}

static void write_field(FILE *out, const struct event_field *f, const struct event *v)
{
        const void *at = (const char *)v + f->offset;
        switch (f->kind) {
        case FIELD_ID:
        case FIELD_FLAG:
                break;
        case FIELD_TEXT:
                write_text(out, *(const struct text *)at, !f->required);
                break;
        case FIELD_TIME:
                if (*(const micros *)at == NO_TIME)
                        fputs("\\N", out);
                else
                        fprintf(out, "%lld", (long long)*(const micros *)at);
                break;
        case FIELD_NUMBER:
                fprintf(out, "%lld", (long long)*(const int64_t *)at);
                break;
        case FIELD_CODE:
        case FIELD_TRUTH:
                fprintf(out, "%u", *(const unsigned *)at);
                break;
        }
}

/* The columns of a line behind partition and offset: first these, then the hash of the name, then all other
 * fields of version 1 but the event_id in the schema's order. */
static const enum event_field_id first[] = {EVENT_FIELD_dossier_id, EVENT_FIELD_source, EVENT_FIELD_sequence};
enum { FIRST = sizeof(first) / sizeof(first[0]) };

static bool comes_later(size_t field)
{
        for (size_t i = 0; i < FIRST; i++) {
                if (first[i] == field)
                        return false;
        }
        return event_fields[field].kind != FIELD_ID && field <= EVENT_FIELD_digitised;
}

void line_write(FILE *out, int32_t partition, int64_t offset, const struct event *v)
{
        uint8_t name[EVENT_NAME_MOST];
        fprintf(out, "%d\t%lld", partition, (long long)offset);
        for (size_t i = 0; i < FIRST; i++) {
                fputc('\t', out);
                write_field(out, &event_fields[first[i]], v);
        }
        fprintf(out, "\t%lld", (long long)hash_bytes(name, event_name(v, name)));
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                if (!comes_later(i))
                        continue;
                fputc('\t', out);
                write_field(out, &event_fields[i], v);
        }
        fputc('\n', out);
}

static const char *column(char **rest)
{
        char *at = strsep(rest, "\t\n");
        if (!at)
                return "";
        if (strcmp(at, "\\N") == 0)
                return NULL;
        char *to = at;
        for (char *from = at; *from; from++) {
                if (*from == '\\' && from[1])
                        from++;
                *to++ = *from;
        }
        *to = '\0';
        return at;
}

static int64_t number(char **rest)
{
        const char *at = column(rest);
        return at ? strtoll(at, NULL, 10) : NO_TIME;
}

static void read_field(char **rest, const struct event_field *f, struct event *v)
{
        void *at = (char *)v + f->offset;
        switch (f->kind) {
        case FIELD_ID:
        case FIELD_FLAG:
                break;
        case FIELD_TEXT:
                *(struct text *)at = text_of(column(rest));
                break;
        case FIELD_TIME:
        case FIELD_NUMBER:
                *(int64_t *)at = number(rest);
                break;
        case FIELD_CODE:
        case FIELD_TRUTH:
                *(unsigned *)at = (unsigned)number(rest);
                break;
        }
}

bool line_read(char *line, struct event *v, struct err *e)
{
        char *rest = line;
        event_empty(v);
        number(&rest);
        number(&rest);
        for (size_t i = 0; i < FIRST; i++)
                read_field(&rest, &event_fields[first[i]], v);
        number(&rest);
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                if (!comes_later(i))
                        continue;
                if (!rest) {
                        fail(e, USAGE, "a line has too few columns");
                        return false;
                }
                read_field(&rest, &event_fields[i], v);
        }
        return event_check(v, e) == OK;
}
