/* SPDX-License-Identifier: Apache-2.0
 *
 * ack.c - see ack.h.
 */
#include "consumers/alert/manage/ack.h"

#include "consumers/alert/manage/change.h"
#include "core/base/bytes.h"
#include "core/lib/nfc.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
        REASON_MOST = 500,   /* alert_ack_reason_is_printable */
        UNTIL_MOST_DAYS = 31 /* alert_ack_until_is_near */
};

#define UNIQUE_VIOLATION "23505"

struct named {
        int64_t *id; /* 0: the word is a dossier */
        char **dossier;
        size_t n;
        int64_t *alert; /* that were found */
        size_t alerts;
};

/* "61658144945152", also as messages have it, with the transition behind it. 0: it is something else. */
static int64_t alert_number(const char *word)
{
        char *end;
        const long long id = strtoll(word, &end, 10);
        if (id <= 0 || *word < '0' || *word > '9')
                return 0;
        if (*end == '.' && end[1] >= '1' && end[1] <= '9')
                (void)strtoll(end + 1, &end, 10);
        return *end ? 0 : id;
}

static void named_open(struct named *m, const char *const *words, size_t n)
{
        *m = (struct named){
                .id = need_alloc(n * sizeof(*m->id)), .dossier = need_alloc(n * sizeof(*m->dossier)), .n = n};
        for (size_t i = 0; i < n; i++) {
                m->id[i] = alert_number(words[i]);
                m->dossier[i] = nfc_strdup(words[i]);
        }
}

static void named_close(struct named *m)
{
        for (size_t i = 0; i < m->n; i++)
                free(m->dossier[i]);
        free(m->id);
        free(m->dossier);
        free(m->alert);
}

static bool is_named(const struct named *m, size_t i, const struct pg_result *r, int row)
{
        return m->id[i] ? pg_get_int(r, row, COL_alert_ack_find_alert_id) == m->id[i]
                        : text_equal(pg_get_text(r, row, COL_alert_ack_find_dossier_id),
                                     text_of(m->dossier[i]));
}

/* Every word has to name one. */
static enum fault check_found(const struct named *m, const struct pg_result *r, enum ack_what what,
                              struct err *e)
{
        static const char *const unknown[] = {
                [ACK_ACKNOWLEDGE] =
                        "%s names no open alert, by its number or its dossier (hentra alert list); "
                        "nothing was done",
                [ACK_SNOOZE] = "%s names no open alert whose recipient you see, by its number or its dossier "
                               "(hentra alert list); nothing was done",
                [ACK_LIFT] =
                        "%s names no open alert that is acknowledged or snoozed, and that you may take that "
                        "back of; nothing was done"};
        for (size_t i = 0; i < m->n; i++) {
                bool found = false;
                for (int row = 0; !found && row < pg_rows(r); row++)
                        found = is_named(m, i, r, row) &&
                                (what != ACK_LIFT || pg_get_int(r, row, COL_alert_ack_find_marked));
                if (!found)
                        return fail(e, FATAL, unknown[what], m->dossier[i]);
        }
        return OK;
}

static enum fault find(struct pg *pg, struct named *m, const struct ack *k, struct pg_result **r,
                       struct err *e)
{
        struct bytes array[2] = {0};
        struct text *dossier = need_alloc(m->n * sizeof(*dossier));
        for (size_t i = 0; i < m->n; i++)
                dossier[i] = text_of(m->id[i] ? "" : m->dossier[i]);
        const struct pg_param params[] = {pg_int8_array(&array[0], m->id, m->n),
                                          pg_text_array(&array[1], dossier, m->n), pg_instant(k->now),
                                          pg_bool(k->what == ACK_SNOOZE)};
        const enum fault fault = pg_run(pg, SQL_alert_ack_find, params, 4, r, e);
        bytes_free(&array[0]);
        bytes_free(&array[1]);
        free(dossier);
        if (fault != OK)
                return fault;
        m->alert = need_alloc((size_t)pg_rows(*r) * sizeof(*m->alert));
        for (int row = 0; row < pg_rows(*r); row++)
                m->alert[m->alerts++] = pg_get_int(*r, row, COL_alert_ack_find_alert_id);
        return check_found(m, *r, k->what, e);
}

static enum fault store(struct pg *pg, const struct named *m, const struct ack *k, struct err *e)
{
        struct bytes array = {0};
        const struct pg_param ids = pg_int8_array(&array, m->alert, m->alerts),
                              lift[] = {ids, pg_bool(k->what != ACK_SNOOZE),
                                        pg_bool(k->what != ACK_ACKNOWLEDGE)},
                              add[] = {ids, pg_instant(k->what == ACK_SNOOZE ? k->until : NO_TIME),
                                       pg_text(text_of(k->reason))};
        enum fault fault = pg_run(pg, SQL_alert_ack_lift, lift, 3, NULL, e);
        if (fault == OK && k->what != ACK_LIFT)
                fault = pg_run(pg, SQL_alert_ack_add, add, 3, NULL, e);
        bytes_free(&array);
        return fault;
}

static enum fault check_reason(const struct ack *k, struct err *e)
{
        if (k->what == ACK_LIFT)
                return OK;
        if (!k->reason || text_trim(text_of(k->reason)).len == 0)
                return fail(e, USAGE, "why? --reason TEXT is for those who find it %s",
                            k->what == ACK_SNOOZE ? "snoozed" : "acknowledged");
        if (text_check_shown(text_of(k->reason)) || text_columns(text_of(k->reason)) > REASON_MOST)
                return fail(e, USAGE, "--reason: allowed are at most %d printable characters", REASON_MOST);
        return OK;
}

enum fault ack_until(struct ack *k, const struct zone *zone, const char *until, struct err *e)
{
        bool date_only;
        if (moment_parse(zone, text_of(until), &k->until, &date_only, e) != OK)
                return fail_at(e, "--until");
        if (k->until <= k->now)
                return fail(e, USAGE, "--until %s is over already", until);
        return k->until - k->now <= UNTIL_MOST_DAYS * MICROS_PER_DAY
                       ? OK
                       : fail(e, USAGE, "--until %s: a snooze is of %d days at most; snooze it again then",
                              until, UNTIL_MOST_DAYS);
}

enum fault ack_make(struct pg *pg, const struct ack *k, const char *const *words, size_t n,
                    struct acked *done, struct err *e)
{
        struct named m;
        *done = (struct acked){0};
        if (check_reason(k, e) != OK)
                return e->kind;
        if (change_begin(pg, e) != OK)
                return e->kind;
        named_open(&m, words, n);
        enum fault fault = find(pg, &m, k, &done->rows, e);
        done->unknown = fault == FATAL && done->rows;
        if (fault == OK)
                fault = change_fault(pg, store(pg, &m, k, e), e);
        /* Two who acknowledge at once: the other one was first. */
        if (fault == POISON && !strcmp(pg_sqlstate(pg), UNIQUE_VIOLATION))
                e->kind = fault = RETRY;
        named_close(&m);
        return fault;
}

int acked_count(const struct acked *d)
{
        return pg_rows(d->rows);
}

struct acked_one acked_row(const struct acked *d, int row)
{
        return (struct acked_one){pg_get_int(d->rows, row, COL_alert_ack_find_alert_id),
                                  pg_get_text(d->rows, row, COL_alert_ack_find_dossier_id),
                                  pg_get_text(d->rows, row, COL_alert_ack_find_rule)};
}

void acked_free(struct acked *d)
{
        pg_free(d->rows);
        d->rows = NULL;
}

static void print_done(const struct ack *k, const struct acked *d)
{
        static const char *const done[] = {"acknowledged", "snoozed",
                                           "neither acknowledged nor snoozed any more"};
        for (int row = 0; row < acked_count(d); row++) {
                const struct acked_one one = acked_row(d, row);
                printf("%s%s: alert %" PRId64 ", %.*s%s%.*s\n", k->dry_run ? "would be " : "", done[k->what],
                       one.alert, (int)one.rule.len, one.rule.at, one.dossier.len ? " of " : "",
                       (int)one.dossier.len, one.dossier.at);
        }
}

enum fault alert_ack(struct pg *pg, const struct ack *k, const char *const *words, size_t n, struct err *e)
{
        struct acked done = {0};
        enum fault fault = pg_script(pg, "begin", e);
        if (fault == OK)
                fault = ack_make(pg, k, words, n, &done, e);
        if (fault == OK)
                fault = pg_script(pg, k->dry_run ? "rollback" : "commit", e);
        if (fault == OK)
                print_done(k, &done);
        acked_free(&done);
        return fault;
}
