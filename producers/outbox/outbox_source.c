/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_source.c - see outbox_source.h.
 *
 * Rule: a fault of the database drops the batch in hand and the connection.
 * So: after it everything begins with the position that the database has, whatever became of the last move.
 */
#include "producers/outbox/outbox_source.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include "producers/outbox/outbox_counters.h"
#include <stdlib.h>
#include <string.h>

enum {
        BATCH = 10000,
        TAKE_UP_EVERY = 128,
        IDLE_MS = 250,  /* where nobody notifies (hentra_outbox.position.wake) */
        WAITING_MS = 5, /* for a transaction that is about to commit; grows with the time waited */
        WAITING_MOST = 250,
        LOCK_MS = 100,
        CLEAR_EVERY_S = 60
};

static const char channel[] = "hentra_outbox";

enum fault outbox_connect(struct pg **pg, const struct conf *conf, int wait_s, struct err *e)
{
        static const struct pg_session session = {
                .prefix = "outbox.",
                .application = "hentra outbox",
                /* No id up to the position may be taken back by a crash, and given anew. */
                .script = "set search_path = hentra_outbox, pg_temp; set synchronous_commit = on",
                .schema_hint = ": the outbox is not this program's: run `hentra outbox install`",
                .right_hint = ": the login must be a member of hentra_outbox",
        };
        return pg_open(pg, conf, &session, wait_s, e);
}

/* ---- connection ---- */

static void batch_drop(struct outbox_batch *b)
{
        pg_free(b->rows);
        bytes_free(&b->reasons);
        free(b->event_row);
        free(b->bad);
        *b = (struct outbox_batch){0};
}

static void disconnect(struct outbox *o)
{
        batch_drop(&o->batch);
        pg_free(o->following);
        o->following = NULL;
        o->asked = false;
        outbox_bound_close(&o->bound);
        pg_close(o->pg);
        o->pg = NULL;
}

/* The program before this one may have been killed a moment ago: its session ends when the server notices. */
static enum fault take_lock(struct outbox *o, int wait_s, struct err *e)
{
        const micros until = steady_now() + wait_s * MICROS_PER_SECOND;
        for (;;) {
                struct pg_result *r;
                if (pg_run(o->pg, SQL_outbox_lock, NULL, 0, &r, e) != OK)
                        return e->kind;
                const bool there = pg_get_int(r, 0, COL_outbox_lock_there) != 0,
                           ours = pg_get_int(r, 0, COL_outbox_lock_ours) != 0;
                pg_free(r);
                if (!there)
                        return fail(e, FATAL, "there is no outbox in %s: `hentra outbox install` makes it",
                                    pg_address(o->pg));
                if (ours)
                        return OK;
                if (steady_now() >= until || stop_wait(LOCK_MS))
                        return fail(e, RETRY, "another hentra outbox reads %s", pg_address(o->pg));
        }
}

static enum fault connect_to(struct outbox *o, int wait_s, struct err *e)
{
        if (outbox_connect(&o->pg, o->conf, wait_s, e) != OK)
                return e->kind;
        if (take_lock(o, wait_s, e) != OK || pg_listen(o->pg, channel, e) != OK ||
            outbox_bound_look(&o->bound, o->pg, e) != OK)
                return e->kind;
        o->position = o->bound.position;
        if (o->once && o->once_upto < 0)
                o->once_upto = o->bound.given;
        return OK;
}

enum fault outbox_open(struct outbox *o, const struct conf *conf, const struct outbox_reader *reader,
                       int wait_s, bool once, struct err *e)
{
        *o = (struct outbox){
                .conf = conf, .reader = *reader, .wait_s = wait_s, .once = once, .once_upto = -1};
        outbox_counters_register();
        if (connect_to(o, wait_s, e) == OK)
                return OK;
        const enum fault fault = e->kind;
        disconnect(o);
        return fault;
}

/* ---- batches ---- */

static int64_t id_of(const struct outbox *o, int row)
{
        return pg_get_int(o->batch.rows, row, COL_outbox_read_id);
}

/* Asks for the rows behind an id. */
static enum fault ask(struct outbox *o, int64_t behind, struct err *e)
{
        const struct pg_param params[] = {pg_int8(behind), pg_int8(o->bound.final), pg_int4(BATCH)};
        if (pg_ask_prepared(o->pg, SQL_outbox_read, params, 3, e) != OK)
                return e->kind;
        o->asked = true;
        return OK;
}

/* Takes the rows that were asked for: the connection is free then. */
static enum fault take(struct outbox *o, struct err *e)
{
        if (!o->asked)
                return OK;
        o->asked = false;
        return pg_take_prepared(o->pg, &o->following, e);
}

/* The position stands before them. While they are handed out, the server reads those that follow. */
static enum fault batch_read(struct outbox *o, struct err *e)
{
        struct outbox_batch *b = &o->batch;
        if (!o->following && !o->asked && ask(o, o->position, e) != OK)
                return e->kind;
        if (take(o, e) != OK)
                return e->kind;
        b->rows = o->following;
        o->following = NULL;
        b->n = pg_rows(b->rows);
        b->upto = b->n == BATCH ? id_of(o, b->n - 1) : o->bound.final;
        b->first_event = o->handed;
        b->event_row = need_alloc((size_t)b->n * sizeof(*b->event_row));
        b->bad = need_alloc((size_t)b->n * sizeof(*b->bad));
        return b->upto < o->bound.final ? ask(o, b->upto, e) : OK;
}

static void set_aside(struct outbox *o, int row, const char *reason)
{
        struct outbox_batch *b = &o->batch;
        if (b->bads == 0) /* one line a batch: thousands would be of no more use */
                log_warn("outbox.rejected", KI("id", id_of(o, row)), KT("reason", reason));
        b->bad[b->bads++] = id_of(o, row);
        bytes_add(&b->reasons, reason, strlen(reason) + 1);
}

/* The next event of the batch; false: none is left. */
static bool batch_next(struct outbox *o, struct event *v)
{
        struct outbox_batch *b = &o->batch;
        while (b->at < b->n) {
                const int row = b->at++;
                struct err wrong = {0};
                if (outbox_row_read(&o->reader, b->rows, row, moment_now(), v, &o->held, &wrong) == OK) {
                        b->event_row[b->events++] = row;
                        o->handed++;
                        return true;
                }
                set_aside(o, row, wrong.text);
        }
        return false;
}

static enum fault move(struct outbox *o, int64_t upto, int rows, int bads, struct err *e)
{
        struct outbox_batch *b = &o->batch;
        struct bytes ids = {0}, reasons = {0};
        struct text *reason = need_alloc((size_t)bads * sizeof(*reason));
        const char *at = (const char *)b->reasons.at;
        for (int i = 0; i < bads; i++, at += strlen(at) + 1)
                reason[i] = text_of(at);
        const struct pg_param params[] = {pg_int8(upto), pg_int8_array(&ids, b->bad, (size_t)bads),
                                          pg_text_array(&reasons, reason, (size_t)bads), pg_int8(rows)};
        struct pg_result *r = NULL;
        const enum fault fault = pg_run_prepared(o->pg, SQL_outbox_move, params, 4, &r, e);
        pg_free(r);
        free(reason);
        bytes_free(&ids);
        bytes_free(&reasons);
        if (fault != OK)
                return fault;
        o->position = upto;
        o->cleared_at = steady_now();
        o->counts.sent += (uint64_t)(rows - bads);
        o->counts.rejected += (uint64_t)bads;
        outbox_counters_moved((uint64_t)rows, (uint64_t)bads);
        return OK;
}

/* Moves the position over the rows in front of the first that is not confirmed. */
static enum fault batch_end(struct outbox *o, struct err *e)
{
        struct outbox_batch *b = &o->batch;
        int rows = b->at, bads = 0;
        if (!b->rows)
                return OK;
        if (o->settled < o->handed)
                rows = b->event_row[o->settled > b->first_event ? o->settled - b->first_event : 0];
        const int64_t upto = rows == b->n ? b->upto : rows > 0 ? id_of(o, rows - 1) : o->position;
        while (bads < b->bads && b->bad[bads] <= upto)
                bads++;
        enum fault fault = take(o, e);
        if (fault == OK && upto > o->position)
                fault = move(o, upto, rows, bads, e);
        batch_drop(b);
        return fault;
}

enum fault outbox_close(struct outbox *o, struct err *e)
{
        const enum fault fault = o->pg && !pg_broken(o->pg) ? batch_end(o, e) : OK;
        disconnect(o);
        outbox_held_clear(&o->held);
        return fault;
}

/* ---- source ---- */

/* Forgets notifications: what they report is seen by the look that follows. */
static enum fault drain(struct outbox *o, struct err *e)
{
        struct pg_notification n;
        bool any;
        do {
                if (pg_next_notification(o->pg, &n, &any, e) != OK)
                        return e->kind;
        } while (any);
        return OK;
}

/* Deletes what was kept long enough, also where nothing new comes: a move does it, to the same place. */
static enum fault clear(struct outbox *o, struct err *e)
{
        const bool due = o->once || steady_now() - o->cleared_at >= CLEAR_EVERY_S * MICROS_PER_SECOND;
        return o->bound.kept && due ? move(o, o->position, 0, 0, e) : OK;
}

/* Nothing can be read at the moment. */
static enum fault rest(struct outbox *o, enum source_next *answer, struct err *e)
{
        *answer = o->bound.waiting ? SOURCE_WAIT : SOURCE_IDLE;
        if (!o->once)
                return clear(o, e);
        if (o->position >= o->once_upto) {
                *answer = SOURCE_END;
                return clear(o, e);
        }
        if (o->bound.waiting && steady_now() - o->bound.waiting_since >= o->wait_s * MICROS_PER_SECOND) {
                o->left = true;
                *answer = SOURCE_END;
                return outbox_bound_name_holders(&o->bound, o->pg, e);
        }
        return OK;
}

static enum fault advance(struct outbox *o, struct event *v, enum source_next *answer, struct err *e)
{
        if (!o->pg && connect_to(o, 0, e) != OK)
                return e->kind;
        for (;;) {
                *answer = SOURCE_EVENT;
                if (o->asked && o->batch.at % TAKE_UP_EVERY == 0 && pg_check(o->pg, e) != OK)
                        return e->kind;
                if (o->batch.rows && batch_next(o, v))
                        return OK;
                *answer = SOURCE_WAIT;
                if (o->batch.rows && o->settled < o->handed)
                        return o->asked ? pg_check(o->pg, e) : OK;
                if (batch_end(o, e) != OK)
                        return e->kind;
                if (o->position >= o->bound.final &&
                    (drain(o, e) != OK || outbox_bound_look(&o->bound, o->pg, e) != OK))
                        return e->kind;
                if (o->position >= o->bound.final)
                        return rest(o, answer, e);
                if (batch_read(o, e) != OK)
                        return e->kind;
        }
}

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct outbox *o = self;
        enum source_next answer = SOURCE_WAIT;
        if (advance(o, v, &answer, e) == OK)
                return answer;
        const enum fault fault = e->kind;
        disconnect(o);
        e->kind = fault;
        return SOURCE_FAULT;
}

/* An answer that nobody reads keeps a query of the server unfinished, and its snapshot: nothing that is
 * deleted meanwhile can be cleared away. A fault is met again by whoever asks next. */
static void take_up(void *self)
{
        struct outbox *o = self;
        struct err e;
        if (o->pg && o->asked)
                (void)!pg_check(o->pg, &e);
}

static int watch(void *self)
{
        const struct outbox *o = self;
        return o->pg ? pg_fd(o->pg) : -1;
}

static int wait_ms(void *self)
{
        const struct outbox *o = self;
        if (!o->bound.waiting)
                return IDLE_MS;
        const int64_t waited = (steady_now() - o->bound.waiting_since) / 1000 / 4;
        return waited < WAITING_MS ? WAITING_MS : waited > WAITING_MOST ? WAITING_MOST : (int)waited;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        (void)e;
        ((struct outbox *)self)->settled = below;
        return OK;
}

const struct source outbox_source = {
        .name = "outbox",
        .checked = true, /* outbox_row_read() sets aside those that do not pass */
        .next = next,
        .fd = watch,
        .wait_ms = wait_ms,
        .settle = settle,
        .meanwhile = take_up,
};
