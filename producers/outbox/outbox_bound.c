/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_bound.c - see outbox_bound.h.
 */
#include "producers/outbox/outbox_bound.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_AFTER_S = 3, NAME_EVERY_S = 60, NAMED_MOST = 5 };

static const struct outbox_holder *find(const struct outbox_holders *all, const char *name)
{
        for (size_t i = 0; i < all->n; i++) {
                if (!strcmp(all->list[i].name, name))
                        return &all->list[i];
        }
        return NULL;
}

static void add(struct outbox_holders *to, const struct outbox_holder *one)
{
        if (to->n == to->room) {
                to->room = to->room ? 2 * to->room : 64;
                to->list = need_realloc(to->list, to->room * sizeof(*to->list));
        }
        to->list[to->n++] = *one;
}

static void put_text(char *to, size_t size, struct text t)
{
        snprintf(to, size, "%.*s", (int)t.len, t.at ? t.at : "");
}

static void read_holders(const struct pg_result *r, struct outbox_holders *out)
{
        out->n = 0;
        for (int i = 0; i < pg_rows(r); i++) {
                struct outbox_holder one = {.name = ""};
                put_text(one.name, sizeof(one.name), pg_get_text(r, i, COL_outbox_holders_holder));
                add(out, &one);
        }
}

/* Takes out those that are gone. */
static void drop_gone(struct outbox_holders *awaited, const struct outbox_holders *now)
{
        size_t kept = 0;
        for (size_t i = 0; i < awaited->n; i++) {
                if (find(now, awaited->list[i].name))
                        awaited->list[kept++] = awaited->list[i];
        }
        awaited->n = kept;
}

static void name_holder(const struct outbox_bound *b, const struct pg_result *r, int i)
{
        char gid[201], database[64], application[64], since[32] = "not visible";
        put_text(gid, sizeof(gid), pg_get_text(r, i, COL_outbox_holders_gid));
        put_text(database, sizeof(database), pg_get_text(r, i, COL_outbox_holders_database));
        put_text(application, sizeof(application), pg_get_text(r, i, COL_outbox_holders_application));
        if (!pg_is_null(r, i, COL_outbox_holders_since))
                moment_format(pg_get_instant(r, i, COL_outbox_holders_since), since);
        if (pg_is_null(r, i, COL_outbox_holders_pid))
                log_warn("outbox.waits", KT("prepared", gid), KT("since", since), KT("database", database),
                         KI("upto", b->target));
        else
                log_warn("outbox.waits", KI("pid", pg_get_int(r, i, COL_outbox_holders_pid)),
                         KT("since", since), KT("database", database), KT("application", application),
                         KI("upto", b->target));
}

enum fault outbox_bound_name_holders(const struct outbox_bound *b, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        int named = 0;
        if (pg_run_prepared(pg, SQL_outbox_holders, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int i = 0; i < pg_rows(r) && named < NAMED_MOST; i++) {
                char name[32];
                put_text(name, sizeof(name), pg_get_text(r, i, COL_outbox_holders_holder));
                if (!find(&b->awaited, name))
                        continue;
                name_holder(b, r, i);
                named++;
        }
        pg_free(r);
        return OK;
}

static enum fault look_at_holders(struct outbox_bound *b, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        struct outbox_holders now = {0};
        const micros at = steady_now();
        if (pg_run_prepared(pg, SQL_outbox_holders, NULL, 0, &r, e) != OK)
                return e->kind;
        read_holders(r, &now);
        pg_free(r);
        if (!b->waiting) {
                b->waiting = true;
                b->waiting_since = at;
                b->named_at = at + (NAME_AFTER_S - NAME_EVERY_S) * MICROS_PER_SECOND;
                free(b->awaited.list);
                b->awaited = now;
        } else {
                drop_gone(&b->awaited, &now);
                free(now.list);
        }
        if (b->awaited.n == 0) {
                b->final = b->target;
                b->waiting = false;
        } else if (at - b->named_at >= NAME_EVERY_S * MICROS_PER_SECOND) {
                b->named_at = at;
                return outbox_bound_name_holders(b, pg, e);
        }
        return OK;
}

/* Ids come again that were passed: the rows that get them would never be sent. */
static enum fault refuse_set_back(const struct outbox_bound *b, struct err *e)
{
        return fail(e, FATAL,
                    "the sequence hentra_outbox.outbox_id_seq stands at %lld, before the position %lld: it "
                    "was set back (truncate, setval, an older state restored). `update "
                    "hentra_outbox.position set id = 0, cleared = 0` sends every row that is there",
                    (long long)b->given, (long long)(b->position > b->final ? b->position : b->final));
}

enum fault outbox_bound_look(struct outbox_bound *b, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        if (!b->waiting) {
                if (pg_run_prepared(pg, SQL_outbox_position, NULL, 0, &r, e) != OK)
                        return e->kind;
                const bool one = pg_rows(r) == 1;
                const int64_t cached = one ? pg_get_int(r, 0, COL_outbox_position_cached) : 0;
                b->position = one ? pg_get_int(r, 0, COL_outbox_position_id) : 0;
                b->kept = one && pg_get_int(r, 0, COL_outbox_position_kept);
                b->given = one ? pg_get_int(r, 0, COL_outbox_position_given) : 0;
                pg_free(r);
                if (!one)
                        return fail(e, FATAL,
                                    "hentra_outbox.position has lost its row: `hentra outbox "
                                    "install` makes it, and everything is sent once more");
                if (cached != 1)
                        return fail(e, FATAL,
                                    "the sequence hentra_outbox.outbox_id_seq gives %lld ids at once, and so "
                                    "out of order: alter sequence … cache 1",
                                    (long long)cached);
                if (b->given < b->position || b->given < b->final)
                        return refuse_set_back(b, e);
                if (b->given == b->position || b->given == b->final)
                        return OK;
                b->target = b->given;
        }
        return look_at_holders(b, pg, e);
}

void outbox_bound_close(struct outbox_bound *b)
{
        free(b->awaited.list);
        *b = (struct outbox_bound){0};
}
