/* SPDX-License-Identifier: Apache-2.0
 *
 * speaker.c - fills the fields of an event from labels that were made once.
 */
#include "producers/simulate/speaker.h"
#include "core/base/bytes.h"
#include "core/base/event_field.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char archive_ending[] = "-archive";

static enum fault name_archive(struct speaker *s, struct err *e)
{
        const size_t room = SOURCE_MOST - (sizeof(archive_ending) - 1);
        if (s->source.len > room)
                return fail(e, USAGE,
                            "the profile's source has %zu bytes: with %s behind it at most %zu are allowed",
                            s->source.len, archive_ending, room);
        snprintf(s->archive_name, sizeof(s->archive_name), "%s%s", s->source.at, archive_ending);
        s->archive = text_of(s->archive_name);
        return OK;
}

static void label(struct speaker *s)
{
        const struct province *v = s->stage->province;
        s->agency = need_alloc((size_t)v->agencies * sizeof(*s->agency));
        for (int i = 0; i < v->agencies; i++)
                s->agency[i] =
                        (struct label){.code = text_of(v->agency[i].code), .level = v->agency[i].level};
        s->procedure = need_alloc((size_t)v->procedures * sizeof(*s->procedure));
        for (int i = 0; i < v->procedures; i++)
                s->procedure[i] = (struct label){.code = text_of(v->procedure[i].code),
                                                 .field = text_of(v->procedure[i].field),
                                                 .service = v->procedure[i].service};
}

enum fault speaker_open(struct speaker *s, const struct stage *stage, bool two, struct err *e)
{
        *s = (struct speaker){.stage = stage, .source = text_of(stage->province->profile->source)};
        if (two && name_archive(s, e) != OK)
                return e->kind;
        label(s);
        return OK;
}

void speaker_close(struct speaker *s)
{
        free(s->agency);
        free(s->procedure);
        *s = (struct speaker){0};
}

/* At least `width` digits, with zeros in front. */
static char *put_digits(char *to, uint32_t value, int width)
{
        char digits[10];
        int n = 0;
        for (; value > 0 || n < width; value /= 10)
                digits[n++] = (char)('0' + value % 10);
        while (n > 0)
                *to++ = digits[--n];
        return to;
}

/* Numbers of petitions and tasks begin behind those of dossiers, so that they never meet one's code. */
static const uint32_t kind_numbers[CASE_KIND_COUNT] = {0, 5000000, 9000000};

/* {agency}-{yyMMdd}-{number} */
static struct text dossier_id(struct speaker *s, const struct dealt *d)
{
        const struct text agency = s->agency[d->agency].code;
        int year, month, day;
        civil_of_day(s->stage->province->profile->from + d->day, &year, &month, &day);
        char *to = (char *)mempcpy(s->dossier_id, agency.at, agency.len);
        *to++ = '-';
        to = put_digits(to, (uint32_t)(year % 100 * 10000 + month * 100 + day), 6);
        *to++ = '-';
        to = put_digits(to, kind_numbers[s->stage->province->profile->kind] + d->sequence, 4);
        return (struct text){s->dossier_id, (size_t)(to - s->dossier_id)};
}

void speaker_statement(struct speaker *s, const struct dealt *d, const struct story *story, int at,
                       struct event *v)
{
        const struct story_event *step = &story->event[at];
        const struct label *handler = &s->agency[step->agency], *procedure = &s->procedure[d->procedure];
        event_empty(v);
        v->source = s->source;
        v->sequence = at + 1;
        v->dossier_id = dossier_id(s, d);
        v->case_kind = s->stage->province->profile->kind;
        v->status = step->status;
        v->occurred_at = step->occurred_at;
        v->stated_at = step->stated_at;
        v->observed_at = step->observed_at;
        v->submitted_at = story->submitted_at;
        v->due_at = step->due_at;
        v->agency = handler->code;
        v->level = handler->level;
        v->procedure = procedure->code;
        v->field = procedure->field;
        v->channel = story->channel;
        v->return_channel = story->return_channel;
        v->service = procedure->service;
        v->payment = step->payment;
        v->digitised = story->digitised;
        if (step->agency != d->agency)
                v->received_by = s->agency[d->agency].code;
}

/* Writes what happened, and the latest of it (of equal times the later in the list) once more on top. */
static void write_occurrences(const struct speaker *s, const struct happening *h, int n, struct event *v)
{
        const struct happening *last = h;
        v->occurrence_n = (uint32_t)n;
        for (int i = 0; i < n; i++) {
                v->occurrence[i] = (struct event_occurrence){.status = h[i].status,
                                                             .occurred_at = h[i].occurred_at,
                                                             .occurred_day = h[i].occurred_day,
                                                             .reopens = h[i].reopens,
                                                             .agency = s->agency[h[i].agency].code};
                if (h[i].occurred_at >= last->occurred_at)
                        last = &h[i];
        }
        v->status = last->status;
        v->occurred_at = last->occurred_at;
        v->occurred_day = last->occurred_day;
}

/* Leaves out all but the code of a dossier that the source no longer holds; the archive knows little. */
static void leave_out(const struct revision *r, struct event *v)
{
        if (!r->archive && !r->empty)
                return;
        v->submitted_at = NO_TIME;
        v->payment = PAYMENT_UNKNOWN;
        v->digitised = TRUTH_ABSENT;
        v->return_channel = RETURN_ABSENT;
        if (r->archive)
                return;
        v->due_at = NO_TIME;
        v->received_by = v->procedure = v->field = (struct text){0};
        v->channel = CHANNEL_UNKNOWN;
        v->service = SERVICE_UNKNOWN;
        v->status = STATUS_UNKNOWN;
        v->occurred_at = r->stated_at;
}

void speaker_document(struct speaker *s, const struct dealt *d, const struct story *story,
                      const struct revisions *all, int at, struct event *v)
{
        struct happening happening[OCCURRENCES_MOST];
        const struct revision *r = &all->revision[at];
        speaker_statement(s, d, story, r->told - 1, v);
        v->kind = KIND_DOCUMENT;
        v->source = r->archive ? s->archive : s->source;
        v->sequence = 0;
        v->stated_at = r->stated_at;
        v->observed_at = r->observed_at;
        v->since = r->since;
        v->retracts = r->retracts;
        v->due_at = revision_due(s->stage, story, all, r);
        if (r->wrong) {
                const struct label *procedure = &s->procedure[all->procedure];
                v->channel = all->channel;
                v->procedure = procedure->code;
                v->field = procedure->field;
                v->service = procedure->service;
        }
        const int n = revision_happenings(s->stage, story, all, r, happening);
        if (n > 0)
                write_occurrences(s, happening, n, v);
        leave_out(r, v);
}
