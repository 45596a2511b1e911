/* SPDX-License-Identifier: Apache-2.0
 *
 * line.c - an event as a line of COPY text, and back. A text of an event holds no control character, so the backslash is
 * all that must be escaped.
 */
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
        fputc('\t', out);
}

static void write_time(FILE *out, micros t)
{
        if (t == NO_TIME)
                fputs("\\N\t", out);
        else
                fprintf(out, "%lld\t", (long long)t);
}

void line_write(FILE *out, int32_t partition, int64_t offset, const struct event *v)
{
        uint8_t name[EVENT_NAME_MOST];
        const uint64_t content = hash_bytes(name, event_name(v, name));
        fprintf(out, "%d\t%lld\t", partition, (long long)offset);
        write_text(out, v->dossier_id, false);
        write_text(out, v->source, false);
        fprintf(out, "%lld\t%lld\t%d\t%d\t", (long long)v->sequence, (long long)content, v->case_kind,
                v->status);
        write_time(out, v->occurred_at);
        write_time(out, v->stated_at);
        write_time(out, v->observed_at);
        write_time(out, v->submitted_at);
        write_time(out, v->due_at);
        write_text(out, v->agency, false);
        write_text(out, v->received_by, true);
        fprintf(out, "%d\t", v->level);
        write_text(out, v->procedure, true);
        write_text(out, v->field, true);
        fprintf(out, "%d\t%d\t%d\t%d\t%d\n", v->channel, v->return_channel, v->service, v->payment,
                v->digitised);
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

bool line_read(char *line, struct event *v, struct err *e)
{
        char *rest = line;
        *v = (struct event){0};
        number(&rest);
        number(&rest);
        v->dossier_id = text_of(column(&rest));
        v->source = text_of(column(&rest));
        v->sequence = number(&rest);
        number(&rest);
        v->case_kind = (enum case_kind)number(&rest);
        v->status = (enum status)number(&rest);
        v->occurred_at = number(&rest);
        v->stated_at = number(&rest);
        v->observed_at = number(&rest);
        v->submitted_at = number(&rest);
        v->due_at = number(&rest);
        v->agency = text_of(column(&rest));
        v->received_by = text_of(column(&rest));
        v->level = (enum level)number(&rest);
        v->procedure = text_of(column(&rest));
        v->field = text_of(column(&rest));
        v->channel = (enum channel)number(&rest);
        v->return_channel = (enum return_channel)number(&rest);
        v->service = (enum service)number(&rest);
        v->payment = (enum payment)number(&rest);
        if (!rest) {
                fail(e, USAGE, "a line has too few columns");
                return false;
        }
        v->digitised = (enum digitised)number(&rest);
        return event_check(v, e) == OK;
}
