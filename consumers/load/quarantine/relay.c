/* SPDX-License-Identifier: Apache-2.0
 *
 * relay.c - rows on their way to the dead-letter topic.
 */
#include "consumers/load/quarantine/relay.h"

#include "consumers/load/load_counters.h"
#include "consumers/load/quarantine/quarantine.h"
#include "core/base/retry.h"
#include "core/lib/log.h"
#include "generated/embedded.h"

enum { STEP_MS = 50, CLOSE_MS = 3000 };

/* Somebody has to make the topic, or to give a right; the rows are safe meanwhile. */
static const struct retry_policy topic_is_away = {.first_ms = 30000, .most_ms = 30000};

static void on_delivered(void *context, uint64_t number, enum fault fault)
{
        struct relay *r = context;
        enum relay_state *state = &r->state[number];
        r->refused |= fault == RETRY;
        if (fault == RETRY)
                *state = *state == RELAY_SENT ? RELAY_WAITS : RELAY_WAITS_SMALL;
        else if (fault == POISON && *state == RELAY_SENT)
                *state = RELAY_WAITS_SMALL;
        else
                *state = fault == OK ? RELAY_DELIVERED : RELAY_LOST;
}

static const char *topic_of(const struct relay *r)
{
        return conf_text(r->conf, "topic.dead_letter");
}

static void put_off(struct relay *r, const char *reason)
{
        const int64_t pause_ms = retry_pause_ms(&topic_is_away, 1);
        r->after = steady_now() + pause_ms * 1000;
        log_warn("load.relay_failed", KT("topic", topic_of(r)), KT("reason", reason),
                 KI("retry_in_ms", pause_ms));
}

static void drop_rows(struct relay *r)
{
        pg_free(r->rows);
        r->rows = NULL;
}

static enum fault open_producer(struct relay *r, struct err *e)
{
        const struct kafka_sending how = {.batch_most = r->one_by_one ? 1 : 0};
        if (r->producer)
                return OK;
        if (kafka_producer_open_for(&r->producer, r->conf, &how, on_delivered, r, e) != OK)
                return e->kind;
        return kafka_producer_topic_later(r->producer, topic_of(r), e);
}

/* True when rows can be sent; else their topic is put off. */
static bool producer_is_open(struct relay *r)
{
        struct err reason;
        if (open_producer(r, &reason) == OK)
                return true;
        put_off(r, reason.text);
        kafka_producer_close(r->producer);
        r->producer = NULL;
        return false;
}

/* The next rows that wait in the warehouse. */
static enum fault fetch(struct relay *r, struct pg *pg, struct err *e)
{
        const struct pg_param most[] = {pg_int4(RELAY_ROWS), pg_int4(QUARANTINE_PORTION_BYTES)};
        if (pg_run(pg, SQL_quarantine_unrelayed, most, 2, &r->rows, e) != OK)
                return e->kind;
        r->due = pg_rows(r->rows) > 0;
        if (r->due && producer_is_open(r)) {
                for (int i = 0; i < pg_rows(r->rows); i++)
                        r->state[i] = RELAY_WAITS;
                return OK;
        }
        drop_rows(r);
        return OK;
}

/* Sends until the producer has no room. The state is set first, since a delivery may be reported from
 * within. */
static void send(struct relay *r)
{
        for (int i = 0; i < pg_rows(r->rows) && !r->refused; i++) {
                const enum relay_state before = r->state[i];
                struct err e;
                if (before != RELAY_WAITS && before != RELAY_WAITS_SMALL)
                        continue;
                r->state[i] = before == RELAY_WAITS ? RELAY_SENT : RELAY_SENT_SMALL;
                const enum fault fault = quarantine_send(r->producer, r->rows, i, before == RELAY_WAITS, &e);
                if (fault == RETRY) {
                        r->state[i] = before;
                        return;
                }
                if (fault != OK)
                        on_delivered(r, (uint64_t)i, fault);
        }
}

static int count(const struct relay *r, enum relay_state least, enum relay_state most)
{
        int n = 0;
        for (int i = 0; r->rows && i < pg_rows(r->rows); i++)
                n += r->state[i] >= least && r->state[i] <= most;
        return n;
}

static enum fault note_delivered(struct relay *r, struct pg *pg, struct err *e)
{
        for (int i = 0; i < pg_rows(r->rows); i++) {
                const struct pg_result *rows = r->rows;
                const struct pg_param params[] = {
                        pg_text(pg_get_text(rows, i, COL_quarantine_unrelayed_topic)),
                        pg_int4((int32_t)pg_get_int(rows, i, COL_quarantine_unrelayed_partition)),
                        pg_int8(pg_get_int(rows, i, COL_quarantine_unrelayed_kafka_offset)),
                        pg_int8(pg_get_int(rows, i, COL_quarantine_unrelayed_checksum))};
                if (r->state[i] == RELAY_DELIVERED &&
                    pg_run(pg, SQL_quarantine_relayed, params, 4, NULL, e) != OK)
                        return e->kind;
        }
        return OK;
}

/* Kafka has answered for every row. */
static enum fault end_rows(struct relay *r, struct pg *pg, struct err *e)
{
        const int delivered = count(r, RELAY_DELIVERED, RELAY_DELIVERED),
                  lost = count(r, RELAY_LOST, RELAY_LOST);
        if (note_delivered(r, pg, e) != OK)
                return e->kind;
        load_count(LOAD_RELAYED, delivered);
        if (delivered)
                log_warn("load.relayed", KI("messages", delivered), KT("topic", topic_of(r)));
        drop_rows(r);
        if (!lost)
                return OK;
        put_off(r, "the topic did not take all messages; they stay in the quarantine");
        /* A producer that was refused a right does not notice when it is given later. */
        kafka_producer_close(r->producer);
        r->producer = NULL;
        return OK;
}

/* A topic that takes less than a batch refuses the whole of it: once all have answered, those that it refused
 * are sent by another client, in batches of one. */
static void narrow(struct relay *r)
{
        if (!r->refused || count(r, RELAY_SENT, RELAY_SENT_SMALL) > 0)
                return;
        r->refused = false;
        r->one_by_one = true;
        kafka_producer_close(r->producer);
        r->producer = NULL;
        if (!producer_is_open(r))
                drop_rows(r);
}

static enum fault step(struct relay *r, struct pg *pg, struct err *e)
{
        if (!r->rows && fetch(r, pg, e) != OK)
                return e->kind;
        if (r->rows)
                narrow(r);
        if (!r->rows)
                return OK;
        send(r);
        kafka_serve(r->producer, 0);
        return count(r, RELAY_WAITS, RELAY_SENT_SMALL) > 0 ? OK : end_rows(r, pg, e);
}

enum fault relay_serve(struct relay *r, struct pg *pg, struct err *e)
{
        if ((!r->rows && !r->due) || steady_now() < r->after || step(r, pg, e) == OK)
                return OK;
        if (pg_broken(pg))
                return RETRY;
        put_off(r, e->text);
        return OK;
}

int relay_wait_ms(const struct relay *r)
{
        return r->rows ? STEP_MS : -1;
}

/* Sends the rows that are there; the program that ends has a moment to spare. */
static void finish(struct relay *r, struct pg *pg)
{
        const micros until = steady_now() + CLOSE_MS * INT64_C(1000);
        struct err e;
        int n;
        while (relay_serve(r, pg, &e) == OK && (r->rows || (r->due && steady_now() >= r->after)) &&
               steady_now() < until) {
                if (r->rows)
                        kafka_serve(r->producer, STEP_MS);
        }
        if (!r->rows)
                return;
        if (kafka_topic_partitions(r->conf, topic_of(r), 0, &n, &e) == OK)
                fail(&e, RETRY, "the topic did not take all messages in time");
        log_warn("load.relay_failed", KT("topic", topic_of(r)), KT("reason", e.text),
                 KI("messages", pg_rows(r->rows)), KT("note", "the next loader sends them"));
}

void relay_close(struct relay *r, struct pg *pg)
{
        if (pg)
                finish(r, pg);
        drop_rows(r);
        kafka_producer_close(r->producer);
        r->producer = NULL;
}
