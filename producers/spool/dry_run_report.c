/* SPDX-License-Identifier: Apache-2.0
 *
 * dry_run_report.c - see dry_run_report.h.
 */
#include "producers/spool/dry_run_report.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 20, WIDTH = 40 };

void dry_span_add(struct dry_span *s, micros t)
{
        const bool first = s->n == s->untimed;
        s->n++;
        s->untimed += t == NO_TIME;
        if (t == NO_TIME)
                return;
        s->first = first || t < s->first ? t : s->first;
        s->last = first || t > s->last ? t : s->last;
}

void dry_report_times(struct dry_report *p, const struct event *v)
{
        if (v->kind != KIND_DOCUMENT)
                dry_span_add(&p->status[v->status], v->occurred_at);
        for (uint32_t i = 0; i < v->occurrence_n; i++)
                dry_span_add(&p->status[v->occurrence[i].status], v->occurrence[i].occurred_at);
}

void dry_report_file(struct dry_report *p, const char *name)
{
        const struct dry_counts *f = &p->file;
        printf("%s: rows %" PRIu64 ", would be rejected %" PRIu64 ", cells left out %" PRIu64
               ", times stood in for %" PRIu64 ", events %" PRIu64 "\n",
               name, f->rows, f->rejected, f->left_out, f->stood_in, f->events);
        p->files++;
        p->total.rows += f->rows;
        p->total.rejected += f->rejected;
        p->total.left_out += f->left_out;
        p->total.stood_in += f->stood_in;
        p->total.events += f->events;
}

void dry_report_refused(struct dry_report *p, const char *name, const char *column, const char *reason)
{
        printf("%s: would be refused: %s%s%s\n", name, column, column[0] ? ": " : "", reason);
        p->files++;
        p->refused++;
}

/* ---- times ---- */

static const char *instant(const struct zone *zone, micros t, char text[static 32])
{
        return zone ? zone_format(zone, t, text) : moment_format(t, text);
}

/* `untimed` says what it means to have no time. */
static void print_span(const struct zone *zone, const char *name, const struct dry_span *s,
                       const char *untimed)
{
        char first[32], last[32];
        printf("  %-24s %12" PRIu64, name, s->n);
        if (s->n > s->untimed)
                printf("  %-20s  %s", instant(zone, s->first, first), instant(zone, s->last, last));
        if (s->untimed > 0)
                printf("  %s %" PRIu64, untimed, s->untimed);
        putchar('\n');
}

static void print_times(const struct dry_report *p)
{
        const struct zone *zone = p->mapping->dates.zone;
        printf("\n%-26s %12s  %-20s  %s\n", "events per status", "count", "earliest", "latest");
        for (int i = 0; i < STATUS_COUNT; i++) {
                if (p->status[i].n > 0)
                        print_span(zone, status_names[i], &p->status[i], "without a time");
        }
        for (int i = 0; i < MAP_FIELDS; i++) {
                if (p->time[i].n > 0 && i != MAP_occurred_at)
                        print_span(zone, map_fields[i]->name, &p->time[i], "empty");
        }
}

/* ---- texts ---- */

static void print_cell(const struct tally_text *v)
{
        const char *text = v->text[0] ? v->text : "(empty)";
        const struct text t = text_of(text);
        const int width = text_field(t, WIDTH);
        printf("  %-*s %12" PRIu64, width, text, v->count);
        if (v->rejected > 0)
                printf("  rejected %" PRIu64, v->rejected);
        if (v->note && v->note[0] && strcmp(v->note, v->text) != 0)
                printf("  %s", v->note);
        putchar('\n');
}

static void print_more(const struct tally *t)
{
        uint64_t count = t->others;
        for (size_t i = SHOWN; i < t->n; i++)
                count += t->of[i].count;
        if (count > 0)
                printf("  %-*s %12" PRIu64 "\n", WIDTH, "(others)", count);
}

static void print_values(struct tally *t, const char *name, const char *column)
{
        if (t->n == 0)
                return;
        tally_rank(t);
        printf("\n%s%s%s\n", name, column ? ", from " : "", column ? column : "");
        for (size_t i = 0; i < t->n && i < SHOWN; i++)
                print_cell(&t->of[i]);
        print_more(t);
}

static void print_portal(const struct portal_tally *t)
{
        printf("\nfields not read %" PRIu64 ", values out of lists %" PRIu64 ", of another type %" PRIu64
               ", units unknown %" PRIu64 ", resolved without end %" PRIu64 ", supplements left out %" PRIu64
               "\n",
               t->ignored, t->odd, t->retyped, t->unnamed, t->fake_resolved, t->left_out);
}

static void print_reasons(struct tally *t, const char *title)
{
        if (t->n == 0)
                return;
        tally_rank(t);
        printf("\n%s\n", title);
        for (size_t i = 0; i < t->n && i < SHOWN; i++)
                printf("  %12" PRIu64 "  %s (first: %s)\n", t->of[i].count, t->of[i].text, t->of[i].note);
        print_more(t);
}

void dry_report_print(struct dry_report *p)
{
        if (p->files != 1)
                printf("%" PRIu64 " files, %" PRIu64 " would be refused: rows %" PRIu64
                       ", would be rejected %" PRIu64 ", events %" PRIu64 "\n",
                       p->files, p->refused, p->total.rows, p->total.rejected, p->total.events);
        if (p->total.rows == 0)
                return;
        print_times(p);
        for (int i = 0; i < MAP_FIELDS; i++)
                print_values(&p->values[i], map_fields[i]->name, p->mapping->field[i].column.name);
        if (p->mapping->ends)
                print_values(&p->words, "the end", p->mapping->ends->name);
        if (p->mapping->format == MAP_FORMAT_PORTAL)
                print_portal(&p->portal);
        print_reasons(&p->rejected, "rows that would be rejected");
        print_reasons(&p->noted, "listed, and read all the same");
        fflush(stdout); /* before the error on standard error, where both go to one terminal */
}

void dry_report_free(struct dry_report *p)
{
        for (int i = 0; i < MAP_FIELDS; i++)
                tally_free(&p->values[i]);
        tally_free(&p->words);
        tally_free(&p->rejected);
        tally_free(&p->noted);
}
