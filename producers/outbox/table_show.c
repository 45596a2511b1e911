/* SPDX-License-Identifier: Apache-2.0
 *
 * table_show.c - see table_show.h.
 */
#include "producers/outbox/table_show.h"
#include "core/base/stop.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { EVENTS_SHOWN = 20, REASONS_MOST = 50 };

struct reasons {
        struct {
                char text[640];
                uint64_t rows;
        } of[REASONS_MOST];
        int n;
        uint64_t others; /* rows with further ones */
};

static void add_reason(struct reasons *all, const char *column, const char *reason)
{
        char text[sizeof(all->of[0].text)];
        int i = 0;
        snprintf(text, sizeof(text), "%s%s%s", column, column[0] ? ": " : "", reason);
        while (i < all->n && strcmp(all->of[i].text, text) != 0)
                i++;
        if (i == REASONS_MOST) {
                all->others++;
                return;
        }
        if (i == all->n)
                memcpy(all->of[all->n++].text, text, sizeof(text));
        all->of[i].rows++;
}

static void print_time(const struct zone *zone, const char *name, micros t, bool day_only)
{
        char at[32] = "(no time)";
        if (t != NO_TIME)
                zone_format(zone, t, at);
        if (t != NO_TIME && day_only)
                at[strlen("2022-01-31")] = '\0';
        printf("  %s %s", name, at);
}

static void print_event(const struct zone *zone, const struct event *v)
{
        printf("%-9s  %.*s  %.*s", kind_names[v->kind], (int)v->dossier_id.len, v->dossier_id.at,
               (int)v->agency.len, v->agency.at ? v->agency.at : "");
        if (v->due_at != NO_TIME)
                print_time(zone, "due", v->due_at, false);
        if (v->kind != KIND_DOCUMENT)
                print_time(zone, status_names[v->status], v->occurred_at, v->occurred_day);
        for (uint32_t i = 0; i < v->occurrence_n; i++)
                print_time(zone, status_names[v->occurrence[i].status], v->occurrence[i].occurred_at,
                           v->occurrence[i].occurred_day);
        putchar('\n');
}

static void print_counts(const struct table *t, uint64_t events, const struct reasons *rejected)
{
        printf("%-22s %12" PRIu64 "\n%-22s %12" PRIu64 "\n%-22s %12" PRIu64 "\n%-22s %12" PRIu64 "\n", "rows",
               t->counts.rows, "rows rejected", t->counts.rejected, "cells left out", t->counts.left_out,
               "events", events);
        for (int i = 0; i < rejected->n; i++)
                printf("  rejected %12" PRIu64 "  %s\n", rejected->of[i].rows, rejected->of[i].text);
        if (rejected->others > 0)
                printf("  rejected %12" PRIu64 "  other reasons\n", rejected->others);
        fflush(stdout); /* before the error on standard error, where both go to one terminal */
}

enum fault table_show(struct table *t, uint64_t sample, struct err *e)
{
        struct reasons rejected = {0};
        uint64_t events = 0;
        bool over = false;
        while (!over && (sample == 0 || t->counts.rows < sample) && !stop_asked()) {
                struct err wrong = {0};
                const enum fault fault = table_read(t, &over, &wrong);
                if (fault == POISON) {
                        add_reason(&rejected, t->row.column, wrong.text);
                        continue;
                }
                if (fault != OK) {
                        *e = wrong;
                        return fault;
                }
                for (size_t i = 0; !over && i < t->row.n; i++) {
                        if (events++ < EVENTS_SHOWN)
                                print_event(t->options.zone, &t->row.event[i]);
                }
        }
        print_counts(t, events, &rejected);
        if (t->counts.rejected == 0)
                return OK;
        return fail(e, FATAL, "rows that would be rejected %" PRIu64, t->counts.rejected);
}
