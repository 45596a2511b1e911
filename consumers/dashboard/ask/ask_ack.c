/* SPDX-License-Identifier: Apache-2.0
 *
 * ask_ack.c - open alerts acknowledged, snoozed and neither, as `hentra alert ack` does it.
 */
#include "consumers/alert/manage/ack.h"
#include "consumers/dashboard/ask/ask.h"
#include "consumers/dashboard/ask/wish.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ALERTS_MOST = 1000 };

static const char *const verbs[] = {
        [ACK_ACKNOWLEDGE] = "acknowledge", [ACK_SNOOZE] = "snooze", [ACK_LIFT] = "lift"};

static enum fault read_ack(const struct asking *a, const struct wish *w, struct ack *k, struct err *e)
{
        const char *until;
        int what = ACK_ACKNOWLEDGE;
        if (wish_choice(w, "what", verbs, 3, &what, e) != OK || wish_text(w, "until", &until, e) != OK ||
            wish_text(w, "reason", &k->reason, e) != OK || wish_flag(w, "dry_run", &k->dry_run, e) != OK)
                return e->kind;
        k->what = (enum ack_what)what;
        if ((k->what == ACK_SNOOZE) != (until != NULL))
                return fail(e, USAGE, "until: the end of a snooze, and of nothing else");
        return until ? ack_until(k, a->warehouse->zone, until, e) : OK;
}

/* The words are borrowed from the wish; the caller frees the list. */
static enum fault read_alerts(const struct wish *w, const char ***words, size_t *n, struct err *e)
{
        const struct json_node *list = json_member(w->root, "alerts");
        *n = json_items(list);
        if (*n == 0 || *n > ALERTS_MOST)
                return fail(e, USAGE, "alerts: a list of 1 to %d numbers of alerts, each as a text",
                            ALERTS_MOST);
        *words = need_alloc(*n * sizeof(**words));
        for (size_t i = 0; i < *n; i++) {
                struct text word;
                if (!json_text_of(json_item(list, i), &word) || word.len == 0)
                        return fail(e, USAGE, "alerts: a number is a text here, as \"61658144945152\"");
                (*words)[i] = word.at;
        }
        return OK;
}

static void print_acked(const struct acked *d)
{
        fputs("{\"done\": [", stdout);
        for (int row = 0; row < acked_count(d); row++) {
                const struct acked_one one = acked_row(d, row);
                char number[32];
                struct json *j = json_new();
                snprintf(number, sizeof(number), "%" PRId64, one.alert);
                json_put_text(j, "alert", text_of(number));
                if (one.dossier.len)
                        json_put_text(j, "dossier", one.dossier);
                else
                        json_put_null(j, "dossier");
                json_put_text(j, "rule", one.rule);
                char *line = json_line(j);
                printf("%s%s", row ? ",\n" : "", line);
                free(line);
                json_free(j);
        }
        fputs("]}", stdout);
}

static enum fault acknowledge(struct asking *a, const struct wish *w, struct err *e)
{
        struct ack k = {.now = a->now};
        struct acked done = {0};
        const char **words = NULL;
        size_t n;
        enum fault fault = read_ack(a, w, &k, e);
        if (fault == OK)
                fault = read_alerts(w, &words, &n, e);
        if (fault == OK)
                fault = ack_make(a->pg, &k, words, n, &done, e);
        if (done.unknown)
                a->status = 404;
        if (fault == OK) {
                print_acked(&done);
                a->keep = !k.dry_run;
                snprintf(a->changed, sizeof(a->changed), "%s %" PRId64 "%s", verbs[k.what],
                         acked_row(&done, 0).alert, acked_count(&done) > 1 ? " and others" : "");
        }
        acked_free(&done);
        free(words);
        return fault;
}

enum fault ask_ack(struct asking *a, struct err *e)
{
        struct wish w;
        enum fault fault = wish_read(&w, a->job->body, "alerts what until reason dry_run ", e);
        if (fault == OK)
                fault = acknowledge(a, &w, e);
        wish_close(&w);
        return fault;
}
