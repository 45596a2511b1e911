/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_said.h - what a spool's runs say, event by event.
 */
#ifndef HENTRA_TESTS_SUPPORT_SPOOL_SAID_H
#define HENTRA_TESTS_SUPPORT_SPOOL_SAID_H

#include "tests/support/spool_dir.h"

enum { SAID_MOST = 128 };

struct said {
        struct event v; /* texts are empty, but for those of its occurrences' agencies, which dangle */
        char dossier_id[DOSSIER_ID_MOST + 1];
};

struct said_list {
        struct said said[SAID_MOST];
        size_t n; /* those behind SAID_MOST are only counted */
        struct spool_counts counts;
};

static inline void add_said(struct said_list *list, const struct event *v)
{
        if (list->n < SAID_MOST) {
                struct said *s = &list->said[list->n];
                s->v = *v;
                snprintf(s->dossier_id, sizeof(s->dossier_id), "%.*s", (int)v->dossier_id.len,
                         v->dossier_id.at);
        }
        list->n++;
}

/* Gives out events until the spool is idle and all is settled. `most`: it is left after as many events, as by
 * a kill, with all of them settled where `settled` says so. */
static inline void listen(const struct spool_dir *p, const struct spool_options *options, size_t most,
                          bool settled, struct said_list *list)
{
        struct spool *s = calloc(1, sizeof(*s));
        struct event v;
        struct err e;
        *list = (struct said_list){0};
        if (spool_open(s, p->mapping, p->path, options, &e) != OK)
                fail_msg("%s", e.text);
        for (uint64_t done = 0;;) {
                const enum source_next next = spool_source.next(s, &v, &e);
                if (next == SOURCE_FAULT)
                        fail_msg("%s", e.text);
                if (next == SOURCE_EVENT) {
                        add_said(list, &v);
                        if (list->n == most)
                                break;
                } else if (done == list->n) {
                        break;
                } else {
                        done = list->n;
                        assert_int_equal(spool_source.settle(s, done, &e), OK);
                }
        }
        if (settled)
                assert_int_equal(spool_source.settle(s, list->n, &e), OK);
        list->counts = s->counts;
        spool_close(s);
        free(s);
}

/* Files of these tests are later than the dates in their rows. */
#define SAID_FROM (day_of_civil(2022, 2, 1) * (time_t)86400)
#define AT(s)     ((SAID_FROM + (micros)(s)) * MICROS_PER_SECOND)

/* A whole run over this file, which was last changed so many seconds after SAID_FROM. */
static inline void say(const struct spool_dir *p, const char *name, const char *text, time_t after,
                       struct said_list *list)
{
        put(p, name, text, SAID_FROM + after);
        listen(p, &spool_options, SIZE_MAX, false, list);
}

#endif
