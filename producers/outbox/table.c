/* SPDX-License-Identifier: Apache-2.0
 *
 * table.c - see table.h.
 *
 * Rule: a fault of the database drops the page and the connection.
 * So: after it a look goes on behind the last row that was taken, as it would behind a page: nothing of it
 * hangs on a snapshot, and its marks are older than all its pages. Its time is counted without the outage.
 */
#include "producers/outbox/table.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include "producers/outbox/outbox_counters.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
        WORK_PART = 10,     /* a look takes a tenth of the time at most */
        HELD_EVERY_S = 600, /* between two lines about a transaction that holds the window */
        HELD_AFTER_S = 60
};

enum fault table_connect(struct table *t, int wait_s, struct err *e)
{
        static const struct pg_session session = {
                .prefix = "outbox.",
                .application = "hentra outbox",
                /* The time that a query may take is for the server's own people to say. */
                .script = "reset statement_timeout; "
                          "set default_transaction_read_only = on; set datestyle = 'ISO, YMD'; "
                          "set standard_conforming_strings = on",
                .right_hint = ": the login must be allowed to read what is named",
        };
        const char *column;
        if (pg_open(&t->pg, t->conf, &session, wait_s, e) != OK)
                return e->kind;
        t->began = steady_now() - t->spent;
        table_query_close(&t->query);
        if (table_query_open(&t->query, &t->options.origin, t->options.mapping, t->pg, e) != OK)
                return e->kind;
        const struct row names = {t->query.name, NULL, t->query.names};
        if (row_bind(&t->layout, t->options.mapping, &names, &column, e) != OK)
                return fail_at(e, "column %s", column);
        free(t->cells);
        t->cells = need_alloc(t->query.names * sizeof(*t->cells));
        return OK;
}

static void keep(struct bytes *to, struct text value)
{
        bytes_clear(to);
        bytes_add(to, value.at, value.len);
}

/* Keeps the place of the last row that was taken, and lets the page go. */
static void leave_page(struct table *t)
{
        if (t->page && t->at > 0) {
                keep(&t->changed, pg_get_text(t->page, t->at - 1, TABLE_CHANGED));
                keep(&t->key, pg_get_text(t->page, t->at - 1, TABLE_KEY));
        }
        pg_free(t->page);
        t->page = NULL;
}

void table_disconnect(struct table *t)
{
        leave_page(t);
        t->spent = t->looking && t->pg ? steady_now() - t->began : t->spent;
        t->row.n = t->next_event = 0; /* its texts are gone */
        pg_close(t->pg);
        t->pg = NULL;
}

static bool says_documents(const struct table *t)
{
        return t->options.mapping->row == MAP_ROW_CASE;
}

/* ---- opening ---- */

/* Nothing of the server is part of it: a standby, or one that takes its place, has the same table. */
static enum fault hash_of_table(struct table *t, uint64_t *hash, struct err *e)
{
        const struct table_origin *o = &t->options.origin;
        struct bytes b = {0};
        struct pg_result *r;
        if (pg_run(t->pg, SQL_outbox_database, NULL, 0, &r, e) != OK)
                return e->kind;
        const struct text database = pg_get_text(r, 0, COL_outbox_database_name);
        bytes_add(&b, database.at, database.len);
        bytes_add(&b, "", 1);
        bytes_add(&b, o->from, strlen(o->from) + 1);
        bytes_add(&b, o->changed, strlen(o->changed) + 1);
        bytes_add(&b, o->key, strlen(o->key) + 1);
        *hash = hash_bytes(b.at, b.len);
        bytes_free(&b);
        pg_free(r);
        return OK;
}

/* With another mapping all is read and said anew: nothing that was said by the former one may stand. */
static enum fault open_state(struct table *t, struct err *e)
{
        const char *state = t->options.state;
        const uint64_t mapping = t->options.mapping->hash;
        uint64_t table = 0;
        if (hash_of_table(t, &table, e) != OK || table_place_read(state, &t->place, e) != OK)
                return e->kind;
        if (t->place.table != 0 && t->place.table != table)
                return fail(e, USAGE,
                            "--state %s is that of another database, table, change column or key: give each "
                            "its own",
                            state);
        const bool anew = t->place.mapping != 0 && t->place.mapping != mapping;
        if (anew)
                log_info("outbox.mapping_changed", KT("state", state));
        if (table_door_open(&t->door, state, t->options.memory_most, t->options.zone, anew, e) != OK)
                return fail_at(e, "--state");
        if (anew || t->place.table == 0)
                t->place = (struct table_place){.table = table, .mapping = mapping};
        return table_place_write(state, &t->place, e);
}

enum fault table_open(struct table *t, const struct conf *conf, const struct table_options *options,
                      int wait_s, struct err *e)
{
        *t = (struct table){.conf = conf, .options = *options};
        outbox_counters_register();
        t->seen.most = says_documents(t) || !options->state ? TABLE_SEEN_MOST : 0;
        if (options->state && mkdir(options->state, 0750) != 0 && errno != EEXIST)
                return fail_errno(e, USAGE, "--state %s", options->state);
        if (table_connect(t, wait_s, e) != OK || (options->state && open_state(t, e) != OK))
                return e->kind;
        table_window_open(&t->window, t->options.overlap, t->place.floor, t->place.marks);
        return OK;
}

void table_close(struct table *t)
{
        table_disconnect(t);
        table_query_close(&t->query);
        free(t->cells);
        t->cells = NULL;
        bytes_free(&t->content);
        bytes_free(&t->changed);
        bytes_free(&t->key);
        row_events_clear(&t->row);
        table_seen_free(&t->seen);
        table_door_close(&t->door);
}

/* ---- looks ---- */

/* Names the transaction for which the window stays open: nothing waits for it, but more is read each time. */
static enum fault tell_held(struct table *t, micros at, bool standby, struct err *e)
{
        const micros held = table_window_held(&t->window), now = steady_now();
        char since[32], begun[32] = "not visible";
        struct pg_result *r;
        if (held == NO_TIME || at - held < t->options.overlap + HELD_AFTER_S * MICROS_PER_SECOND ||
            now < t->told_held)
                return OK;
        t->told_held = now + HELD_EVERY_S * MICROS_PER_SECOND;
        if (pg_run(t->pg, SQL_outbox_oldest, NULL, 0, &r, e) != OK)
                return e->kind;
        const bool one = pg_rows(r) == 1;
        const struct text gid = one ? pg_get_text(r, 0, COL_outbox_oldest_gid) : (struct text){0},
                          database = one ? pg_get_text(r, 0, COL_outbox_oldest_database) : (struct text){0},
                          application =
                                  one ? pg_get_text(r, 0, COL_outbox_oldest_application) : (struct text){0};
        char prepared[201], place[64], name[64];
        snprintf(prepared, sizeof(prepared), "%.*s", (int)gid.len, gid.at ? gid.at : "");
        snprintf(place, sizeof(place), "%.*s", (int)database.len, database.at ? database.at : "");
        snprintf(name, sizeof(name), "%.*s", (int)application.len, application.at ? application.at : "");
        if (one && !pg_is_null(r, 0, COL_outbox_oldest_since))
                moment_format(pg_get_instant(r, 0, COL_outbox_oldest_since), begun);
        log_warn("outbox.reads_again", KT("since", moment_format(t->window.mark[0].at, since)),
                 KI("pid", one ? pg_get_int(r, 0, COL_outbox_oldest_pid) : 0), KT("prepared", prepared),
                 KT("open_since", begun), KT("database", place), KT("application", name),
                 KT("hint",
                    standby ? "an open transaction of the primary may still commit rows from then on: ask "
                              "the primary which, a standby does not know"
                            : "an open transaction may still commit rows from then on: they are read at "
                              "every look"));
        pg_free(r);
        return OK;
}

/* `lowered`: a time, the overlap before the highest; if nobody writes now, the next look reads from it on.
 * The time is asked for before the transactions: whoever begins to write behind them does so after it. A
 * standby that does not know its time lets the window stay as it is. */
static enum fault open_window(struct table *t, const char *lowered, struct err *e)
{
        struct pg_result *r;
        if (pg_run_prepared(t->pg, SQL_outbox_clock, NULL, 0, &r, e) != OK)
                return e->kind;
        const micros at = pg_get_instant(r, 0, COL_outbox_clock_at);
        const bool standby = pg_get_int(r, 0, COL_outbox_clock_standby) != 0;
        pg_free(r);
        if (at == NO_TIME)
                return OK;
        if (pg_run_prepared(t->pg, SQL_outbox_snapshot, NULL, 0, &r, e) != OK)
                return e->kind;
        const int64_t oldest = pg_get_int(r, 0, COL_outbox_snapshot_oldest),
                      next = pg_get_int(r, 0, COL_outbox_snapshot_next);
        pg_free(r);
        table_window_look(&t->window, at, oldest, next, t->highest);
        if (*lowered && oldest == next)
                table_window_raise(&t->window, lowered);
        return tell_held(t, at, standby, e);
}

/* pg_sqlstate() is of the server's last error, which need not be this one. */
bool table_was_ended(const struct table *t, const struct err *e)
{
        return t->pg && !strcmp(pg_sqlstate(t->pg), "57014") && strstr(e->text, "57014");
}

/* It counts the whole table in one query, which may take longer than the server allows; what is counted is
 * for the log alone. */
static enum fault tell_strange(struct table *t, struct err *e)
{
        int64_t unreadable, ahead;
        if (table_query_count(&t->query, t->pg, &unreadable, &ahead, e) != OK) {
                if (!table_was_ended(t, e))
                        return e->kind;
                log_warn("outbox.not_counted", KT("reason", e->text),
                         KT("hint", "rows without a change value or a key, and those dated ahead, were not "
                                    "counted; all others are read"));
                return OK;
        }
        if (unreadable > 0)
                log_warn("outbox.not_read", KI("rows", unreadable),
                         KT("hint", "they have no change value or no key"));
        if (ahead > 0)
                log_warn("outbox.ahead", KI("rows", ahead),
                         KT("hint", "their change value lies ahead of the server's clock: they are read at "
                                    "every look until it has come"));
        return OK;
}

/* Asks for the highest value before the first look of a run, and before the transactions that are open are
 * asked for: one that begins in between may have a value below it. */
static enum fault find_highest(struct table *t, char lowered[static TABLE_VALUE_MOST], struct err *e)
{
        if (*t->highest)
                return OK;
        if (!*t->place.floor && t->query.of_times &&
            table_query_highest(&t->query, t->pg, t->options.overlap, lowered, TABLE_VALUE_MOST, e) != OK)
                return e->kind;
        return table_query_highest(&t->query, t->pg, 0, t->highest, sizeof(t->highest), e);
}

static enum fault begin_look(struct table *t, struct err *e)
{
        char lowered[TABLE_VALUE_MOST] = "";
        t->day = zone_day(t->options.zone, moment_now());
        t->first = t->place.day != t->day;
        t->daily = says_documents(t) && t->first;
        t->whole = t->daily || !*t->place.floor;
        t->began = steady_now();
        t->last[0] = '\0';
        t->told = 0;
        if (find_highest(t, lowered, e) != OK || open_window(t, lowered, e) != OK ||
            ((t->whole || t->first) && tell_strange(t, e) != OK))
                return e->kind;
        table_seen_turn(&t->seen);
        bytes_clear(&t->changed);
        bytes_clear(&t->key);
        t->looking = true;
        return OK;
}

micros table_rest(micros began)
{
        const micros now = steady_now();
        return now + (now - began) * (WORK_PART - 1);
}

enum fault table_end_look(struct table *t, struct err *e)
{
        if (t->options.state && table_door_commit(&t->door, e) != OK)
                return e->kind;
        if (*t->last)
                memcpy(t->highest, t->last, sizeof(t->highest));
        table_window_looked(&t->window);
        const struct table_place before = t->place;
        memcpy(t->place.floor, t->window.floor, sizeof(t->place.floor));
        table_window_marks(&t->window, t->place.marks);
        const bool news = t->first || strcmp(before.floor, t->place.floor) != 0 ||
                          before.marks[0].at != t->place.marks[0].at ||
                          before.marks[1].at != t->place.marks[1].at;
        t->place.day = t->day;
        pg_free(t->page);
        t->page = NULL;
        t->looking = false;
        const micros soonest = steady_now() + t->options.every_ms * 1000,
                     rested = t->whole && *t->place.floor ? soonest : table_rest(t->began);
        t->next_look = rested > soonest ? rested : soonest;
        return t->options.state && news ? table_place_write(t->options.state, &t->place, e) : OK;
}

/* ---- rows ---- */

static struct text cell_at(const struct table *t, int row, size_t i)
{
        return pg_get_text(t->page, row, TABLE_CELLS + (int)i);
}

/* Reads the cells of a row. True: a look a short while ago has met it as it is. */
static bool take_cells(struct table *t, int row)
{
        const struct text changed = pg_get_text(t->page, row, TABLE_CHANGED);
        bytes_clear(&t->content);
        bytes_add(&t->content, changed.at, changed.len);
        for (size_t i = 0; i < t->query.names; i++) {
                t->cells[i] = cell_at(t, row, i);
                bytes_be32(&t->content, (uint32_t)t->cells[i].len);
                bytes_add(&t->content, t->cells[i].at, t->cells[i].len);
        }
        if (!pg_get_int(t->page, row, TABLE_AHEAD) && changed.len < TABLE_VALUE_MOST)
                snprintf(t->last, sizeof(t->last), "%.*s", (int)changed.len, changed.at);
        return table_seen_take(&t->seen, hash_bytes(t->content.at, t->content.len)) && !t->daily;
}

/* A mapped stated_at may lie ahead, as in an export (row_order.h). */
static void settle_times(struct event *v)
{
        if (v->stated_at > v->observed_at + MICROS_PER_DAY)
                v->stated_at = v->observed_at + 1;
        else if (v->stated_at > v->observed_at)
                v->observed_at = v->stated_at;
}

static enum fault read_cells(struct table *t, struct err *e)
{
        const struct row row = {NULL, t->cells, t->query.names};
        const micros now = moment_now();
        t->clock = now > t->clock ? now : t->clock + 1;
        t->counts.rows++;
        t->next_event = 0;
        if (row_read(&t->layout, &row, t->clock, t->clock, &t->row, e) != OK) {
                t->counts.rejected++;
                t->row.n = 0;
                return e->kind;
        }
        t->counts.left_out += t->row.lefts;
        for (size_t i = 0; i < t->row.n; i++)
                settle_times(&t->row.event[i]);
        if (t->options.state && says_documents(t) && !table_door_passes(&t->door, &t->row.event[0])) {
                t->counts.unchanged++;
                t->row.n = 0;
        }
        return OK;
}

static enum fault read_page(struct table *t, struct err *e)
{
        struct pg_result *page;
        leave_page(t);
        const struct text changed = {(const char *)t->changed.at, t->changed.len},
                          key = {(const char *)t->key.at, t->key.len};
        if ((changed.len > 0
                     ? table_query_next(&t->query, t->pg, changed, key, &page, e)
                     : table_query_first(&t->query, t->pg, t->whole ? "" : t->window.floor, &page, e)) != OK)
                return e->kind;
        t->page = page;
        t->at = 0;
        return OK;
}

enum fault table_read(struct table *t, bool *over, struct err *e)
{
        *over = false;
        if (!t->looking && begin_look(t, e) != OK)
                return e->kind;
        for (;;) {
                if (t->page && t->at < pg_rows(t->page)) {
                        if (!take_cells(t, t->at++))
                                return read_cells(t, e);
                        continue;
                }
                *over = t->page && pg_rows(t->page) < TABLE_PAGE;
                if (*over)
                        return OK;
                if (read_page(t, e) != OK)
                        return e->kind;
        }
}
