/* SPDX-License-Identifier: Apache-2.0
 *
 * load.c - the loop of a worker.
 *
 * Brokers and databases that go away, rebalances and lost assignments are normal life here: the loop waits and
 * goes on from where the warehouse says it stands. Only what waiting cannot mend ends the process.
 */
#include "consumers/load/load.h"

#include "consumers/load/loader.h"
#include "consumers/warehouse/retention.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/program/command.h"
#include <stdlib.h>

enum {
        IDLE_MS = 1000, /* how long a quiet loop sleeps before it looks at the log and at targets again */
        /* A partition that is behind and gives nothing for so long is committed as it is; one that is fetched alone
         * is far behind: there a whole batch is worth waiting for. */
        STALL_MS = 250,
        STALL_ALONE_MS = 2000,
        BACKOFF_MS = 100, /* the first pause after a fault; doubled up to */
        BACKOFF_MOST_MS = 5000,
};

/* Of two: one is gathered while the other is written. `besides`: what the program, its libraries and the messages that wait
 * to be taken need. */
static int64_t batch_memory(const struct conf *conf)
{
        const int64_t besides = 76 << 20, memory = conf_count(conf, "load.memory");
        return (memory > besides + besides / 2 ? memory - besides : memory / 3) / 2;
}

/* What was known of the database is forgotten: after a crash it may have lost what it had acknowledged. */
static void drop_warehouse(struct loader *l)
{
        dimensions_close(l->dimensions);
        l->dimensions = NULL;
        warehouse_close(&l->warehouse);
        pg_close(l->pg);
        l->pg = NULL;
        l->notices.everything = true; /* a commit that was not answered may be there */
        assignment_rewind(l, true);
}

static enum fault open_warehouse(struct loader *l, int wait_s, struct err *e)
{
        if (warehouse_connect(&l->pg, l->conf, "hentra load", wait_s, e) == OK &&
            warehouse_open(&l->warehouse, l->pg, e) == OK &&
            dimensions_open(&l->dimensions, l->pg, l->conf, e) == OK &&
            committer_open(&l->committer, l->pg, &l->warehouse, l->topic, e) == OK)
                return OK;
        drop_warehouse(l);
        return e->kind;
}

static void revoked(void *loader, const int32_t *partitions, size_t n, bool lost)
{
        struct loader *l = loader;
        (void)partitions;
        log_info("load.revoked", KI("partitions", n), KT("lost", lost ? "yes" : "no"));
        kafka_fetch_only(l->consumer, -1); /* nothing more of them is gathered meanwhile */
        /* After a fault what is gathered ends anywhere. */
        if (!lost && l->pg && l->pending.kind == OK && gathered_anything(l) &&
            loader_commit(l, &l->pending) == OK)
                l->pending = (struct err){0};
        l->part_n = 0;
        gather_clear(l);
        struct err ignored;
        if (l->pg)
                (void)!position_let_go(l->pg, &ignored); /* a broken connection has */
}

/* Alerters look by themselves once a minute: what cannot be said is no reason to stop. */
static enum fault tell(struct loader *l, struct err *e)
{
        if (notices_send(&l->notices, l->pg, false, e) == OK)
                return OK;
        if (pg_broken(l->pg))
                return RETRY;
        log_warn("load.not_told", KT("error", e->text));
        notices_clear(&l->notices);
        return OK;
}

/* One round: open what is missing, take what is ours, gather, commit. */
static enum fault round_once(struct loader *l, bool *done, struct err *e)
{
        bool ready;
        if (!l->pg && open_warehouse(l, 0, e) != OK)
                return e->kind;
        if (assignment_take(l, e) != OK)
                return e->kind;
        const bool waiting = gathered_anything(l), enough = gather_enough(l);
        const int stall_ms = kafka_fetches_only_one(l->consumer) ? STALL_ALONE_MS : STALL_MS;
        const int notice_ms = notices_wait_ms(&l->notices), relay_ms = relay_wait_ms(&l->relay);
        int wait_ms = enough ? 0 : waiting ? stall_ms : l->targets ? 100 : IDLE_MS;
        if (notice_ms >= 0 && notice_ms < wait_ms)
                wait_ms = notice_ms;
        if (relay_ms >= 0 && relay_ms < wait_ms)
                wait_ms = relay_ms;
        if (kafka_wait(l->consumer, gather_waits_for(l), wait_ms, e) != OK || tell(l, e) != OK ||
            log_watch_serve(l, e) != OK)
                return e->kind;
        /* A quiet worker writes nothing for hours, and would not miss a server that crashed and lost its last commits. */
        if (pg_check(l->pg, e) != OK)
                return e->kind;
        if (l->pending.kind != OK) {
                *e = l->pending;
                l->pending = (struct err){0};
                return e->kind;
        }
        const size_t before = l->gathered.messages;
        const uint64_t taken = l->taken;
        if (gather(l, &ready, e) != OK)
                return e->kind;
        /* A leader that is away must not hold back what the others gave. */
        if (!ready && waiting && l->gathered.messages == before && gathered_anything(l) &&
            steady_now() - l->turn_since >= stall_ms * MICROS_PER_SECOND / 1000) {
                ready = true;
                if (!kafka_fetches_only_one(l->consumer))
                        gather_turn(l);
        }
        if (ready && loader_commit(l, e) != OK)
                return e->kind;
        if (relay_serve(&l->relay, l->pg, e) != OK)
                return e->kind;
        target_progress(l);
        /* While far behind something is always gathered, and yet the end, as it was, may be committed. */
        return gathered_anything(l) && l->taken == taken ? OK : target_reached(l, done, e);
}

/* Still a member of the group: who joins or leaves must not wait for our database as well. Whatever wakes the client, the pause
 * is kept. */
static enum fault pause_in_group(struct loader *l, int ms, struct err *e)
{
        const micros until = steady_now() + ms * MICROS_PER_SECOND / 1000;
        for (micros left; (left = until - steady_now()) > 0 && !stop_asked();) {
                const enum fault fault = kafka_wait(l->consumer, -1, (int)(left / 1000) + 1, e);
                if (fault != OK && fault != RETRY)
                        return fault;
        }
        return OK;
}

static enum fault run(struct loader *l, struct err *e)
{
        int backoff_ms = BACKOFF_MS;
        bool done = false;
        while (!done && !stop_asked()) {
                const uint64_t before = l->taken;
                const enum fault fault = round_once(l, &done, e);
                if (l->taken != before) /* only what was committed proves that the fault is over */
                        backoff_ms = BACKOFF_MS;
                if (fault == OK)
                        continue;
                if (fault != RETRY) {
                        gather_clear(l); /* half a batch: leaving the group must not commit it */
                        return fault;
                }
                log_warn("load.retry", KT("error", e->text), KI("again_in_ms", backoff_ms));
                if (l->pg && pg_broken(l->pg))
                        drop_warehouse(l);
                else
                        assignment_rewind(l, true);
                if (pause_in_group(l, backoff_ms, e) != OK)
                        return e->kind;
                backoff_ms = backoff_ms * 2 < BACKOFF_MOST_MS ? backoff_ms * 2 : BACKOFF_MOST_MS;
        }
        return OK;
}

static enum fault loader_open(struct loader *l, bool until_end, struct err *e)
{
        const struct kafka_rebalance rebalance = {assignment_set, revoked, l};
        if (conf_instant(l->conf, "load.earliest", &l->earliest, e) != OK || codec_open(&l->codec, e) != OK ||
            open_warehouse(l, l->wait_s, e) != OK)
                return e->kind;
        if (kafka_topic_partitions(l->conf, l->topic, l->wait_s, &l->partitions, e) != OK ||
            kafka_consumer_open(&l->consumer, l->conf, conf_text(l->conf, "load.group"), l->topic, &rebalance,
                                e) != OK)
                return e->kind;
        retention_warn(l->conf, l->pg, l->topic);
        return until_end ? target_set(l, e) : OK;
}

static void loader_close(struct loader *l)
{
        struct err ignored;
        kafka_consumer_close(l->consumer); /* commits through revoked() what was gathered */
        log_watch_close(&l->watch);
        relay_close(&l->relay, l->pg);
        if (l->pg)
                (void)!notices_send(&l->notices, l->pg, true, &ignored);
        notices_free(&l->notices);
        dimensions_close(l->dimensions);
        committer_free(&l->committer);
        pg_close(l->pg);
        warehouse_close(&l->warehouse);
        codec_close(l->codec);
        gathered_free(&l->gathered);
        gathered_free(&l->spare);
        culprits_free(&l->alone);
        free(l->parts);
        free(l->restarted);
        free(l->targets);
}

static const struct arg_spec spec[] = {
        {"until-end", NULL,
         "stop once the end of the topic, as it is now, is committed (an open transaction is an end)"},
        {"from-start", NULL,
         "read every partition again from the log's beginning; facts stay right, merging is idempotent. "
         "Alone: exit code 1 names the partitions that other loaders keep"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 60; 0: not at all)"},
        {0},
};

int load_command(int argc, char **argv)
{
        struct command c;
        int rc;
        if (!command_begin(&c, "load [--until-end] [--from-start] [--wait SECONDS]",
                           "Merges dossier status events from Kafka into the warehouse, exactly once. Start "
                           "as many as\n"
                           "you like: they share the partitions of the topic as one consumer group.\n"
                           "SIGTERM commits what was read and leaves the group.",
                           spec, argc, argv, &rc))
                return rc;
        struct loader l = {
                .conf = c.conf,
                .topic = conf_text(c.conf, "topic.status"),
                .from_start = args_flag(&c.args, "from-start"),
                .wait_s = 60,
                .batch_most = BATCH_MESSAGES_MOST,
                .memory = batch_memory(c.conf),
                .known_percent = 100, /* until it is known better: everything is there, and read back */
                .relay = {.conf = c.conf, .due = true},
        };
        enum fault fault = args_wait(&c.args, &l.wait_s, &c.e);
        if (fault == OK)
                fault = args_no_operands(&c.args, &c.e);
        if (fault == OK)
                fault = loader_open(&l, args_flag(&c.args, "until-end"), &c.e);
        if (fault == OK) {
                progress_start(&l.progress, "load", 0, l.targets != NULL);
                fault = run(&l, &c.e);
                if (fault == OK)
                        fault = assignment_all_given(&l, &c.e);
                progress_end(&l.progress, l.taken);
        }
        command_report(&c, fault);
        loader_close(&l);
        return command_end(&c, fault);
}
