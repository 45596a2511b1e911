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
                break;
        case FIELD_FLAG:
                fputc(*(const bool *)at ? '1' : '0', out);
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
 * fields but the event_id in the schema's order, then the occurrences: STATUS,OCCURRED_AT,OCCURRED_DAY,
 * REOPENS,AGENCY, what is absent empty, and BETWEEN two of them, which no text of an event may hold. */
static const enum event_field_id first[] = {EVENT_FIELD_dossier_id, EVENT_FIELD_source, EVENT_FIELD_sequence};
enum { FIRST = sizeof(first) / sizeof(first[0]) };
#define BETWEEN "\x1f"

static bool comes_later(size_t field)
{
        for (size_t i = 0; i < FIRST; i++) {
                if (first[i] == field)
                        return false;
        }
        return event_fields[field].kind != FIELD_ID;
}

static void write_occurrences(FILE *out, const struct event *v)
{
        for (uint32_t i = 0; i < v->occurrence_n; i++) {
                const struct event_occurrence *o = &v->occurrence[i];
                fprintf(out, "%s%u,", i > 0 ? BETWEEN : "", o->status);
                if (o->occurred_at != NO_TIME)
                        fprintf(out, "%lld", (long long)o->occurred_at);
                fprintf(out, ",%d,%d,", o->occurred_day, o->reopens);
                write_text(out, o->agency, false);
        }
        if (v->occurrence_n == 0)
                fputs("\\N", out);
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
        fputc('\t', out);
        write_occurrences(out, v);
        fputc('\n', out);
}

static char *column(char **rest)
{
        static char none[] = "";
        char *at = strsep(rest, "\t\n");
        if (!at)
                return none;
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

/* 0 and 1, or f and t, as PostgreSQL writes it. */
static bool flag(char **rest)
{
        const char *at = column(rest);
        return at && (*at == '1' || *at == 't');
}

static void read_field(char **rest, const struct event_field *f, struct event *v)
{
        void *at = (char *)v + f->offset;
        switch (f->kind) {
        case FIELD_ID:
                break;
        case FIELD_FLAG:
                *(bool *)at = flag(rest);
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

static void read_occurrences(char *list, struct event *v)
{
        char *item;
        while ((item = strsep(&list, BETWEEN)) && v->occurrence_n < OCCURRENCES_MOST) {
                struct event_occurrence *o = &v->occurrence[v->occurrence_n++];
                occurrence_empty(o);
                o->status = (enum status)atoi(strsep(&item, ","));
                const char *at = item ? strsep(&item, ",") : "";
                if (*at)
                        o->occurred_at = strtoll(at, NULL, 10);
                o->occurred_day = item && atoi(strsep(&item, ","));
                o->reopens = item && atoi(strsep(&item, ","));
                o->agency = text_of(item);
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
                if (rest && *rest) {
                        read_field(&rest, &event_fields[i], v);
                } else if (i <= EVENT_FIELD_digitised) {
                        fail(e, USAGE, "a line has too few columns");
                        return false;
                }
        }
        char *list = rest && *rest ? column(&rest) : NULL;
        if (list)
                read_occurrences(list, v);
        return event_check(v, e) == OK;
}
