/* SPDX-License-Identifier: Apache-2.0
 *
 * load.c - the loop of a worker.
 *
 * Brokers and databases that go away, rebalances and lost assignments are normal life here: the loop waits
 * and goes on from the positions in the warehouse. Only a fault that no waiting can mend ends the process.
 */
#include "consumers/load/load.h"

#include "consumers/load/load_metrics.h"
#include "consumers/load/loader.h"
#include "consumers/warehouse/retention.h"
#include "consumers/warehouse/slots.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/program/watch.h"
#include <stdlib.h>

enum {
        IDLE_MS = 1000,     /* a quiet loop looks at the log so often, */
        UNTIL_END_MS = 100, /* and at its targets */
};

/* Most faults are servers that restart or hand over: they are back within seconds, and many loaders ask
 * them then. */
static const struct retry_policy after_fault = {.first_ms = 100, .most_ms = 5000};

/* Memory for one batch. Two exist: one is filled while the other is written. `overhead` is what program,
 * libraries and fetched messages use. */
static int64_t batch_memory(const struct conf *conf)
{
        const int64_t overhead = 72 << 20, memory = conf_count(conf, "load.memory");
        return (memory > overhead + overhead / 2 ? memory - overhead : memory / 3) / 2;
}

/* Forgets all that is known of the database: after a crash it may have lost what it had acknowledged. */
static void drop_warehouse(struct loader *l)
{
        dimensions_close(l->dimensions);
        l->dimensions = NULL;
        warehouse_close(&l->warehouse);
        pg_close(l->pg);
        l->pg = NULL;
        need_waits(&load_needs[LOAD_NEEDS_WAREHOUSE], "the connection was lost");
        notices_unsure(&l->notices);
        assignment_rewind(l, true);
}

static enum fault open_warehouse(struct loader *l, int wait_s, struct err *e)
{
        if (warehouse_connect(&l->pg, l->conf, "hentra load", wait_s, e) == OK &&
            warehouse_open(&l->warehouse, l->pg, e) == OK &&
            dimensions_open(&l->dimensions, l->pg, l->conf, e) == OK &&
            committer_open(&l->committer, l->pg, &l->warehouse, &l->notices, l->topic, e) == OK) {
                need_is_met(&load_needs[LOAD_NEEDS_WAREHOUSE]);
                return OK;
        }
        drop_warehouse(l);
        need_waits(&load_needs[LOAD_NEEDS_WAREHOUSE], e->text);
        return e->kind;
}

static void revoked(void *loader, const int32_t *partitions, size_t n, bool lost)
{
        struct loader *l = loader;
        (void)partitions;
        log_info("load.revoked", KI("partitions", n), KT("lost", lost ? "yes" : "no"));
        kafka_fetch_only(l->consumer, -1); /* nothing more of them is gathered meanwhile */
        /* After a fault the batch may end in the middle of a group of messages. */
        if (!lost && l->pg && l->pending.kind == OK && gathered_anything(l) &&
            loader_commit(l, &l->pending) == OK)
                l->pending = (struct err){0};
        l->assignment.part_n = 0;
        l->assignment.given = false;
        gather_clear(l);
        struct err ignored;
        if (l->pg)
                (void)!position_unlock_all(l->pg, &ignored); /* a broken connection has */
}

/* Alerters look by themselves once a minute, so a notice that cannot be sent is no reason to stop. */
static enum fault notify(struct loader *l, struct err *e)
{
        if (notices_send(&l->notices, l->pg, false, e) == OK)
                return OK;
        if (pg_broken(l->pg))
                return RETRY;
        log_warn("load.notify_failed", KT("reason", e->text));
        notices_clear(&l->notices);
        return OK;
}

static int sooner(int wait_ms, int other_ms)
{
        return other_ms >= 0 && other_ms < wait_ms ? other_ms : wait_ms;
}

/* Sleeps until there is something to do. */
static enum fault wait_for_work(struct loader *l, struct err *e)
{
        const int quiet_ms = l->targets.offsets ? UNTIL_END_MS : IDLE_MS;
        const int wait_ms = gather_enough(l) || form06_keep_waits(l) ? 0
                            : gathered_anything(l)                   ? gather_stall_ms(l)
                                                                     : quiet_ms;
        return kafka_wait(
                l->consumer, gather_waits_for(l),
                sooner(sooner(sooner(wait_ms, notices_wait_ms(&l->notices)), relay_wait_ms(&l->relay)),
                       awaiting_wait_ms(l)),
                e);
}

static enum fault take_pending(struct loader *l, struct err *e)
{
        if (l->pending.kind == OK)
                return OK;
        *e = l->pending;
        l->pending = (struct err){0};
        return e->kind;
}

/* True: the step of a round is done; else it is remembered which one failed. */
static bool did(struct loader *l, const char *step, enum fault fault)
{
        if (fault != OK)
                l->failed = step;
        return fault == OK;
}

/* One round: open what is missing, take what is ours, gather, commit. */
static enum fault round_once(struct loader *l, bool *done, struct err *e)
{
        const uint64_t taken = l->taken;
        if (!l->pg && !did(l, "warehouse", open_warehouse(l, 0, e)))
                return e->kind;
        const bool took = did(l, "positions", assignment_take(l, e));
        load_metrics_look(l);
        if (!took)
                return e->kind;
        if (!did(l, "kafka", wait_for_work(l, e)) || !did(l, "notices", notify(l, e)) ||
            !did(l, "log", log_watch_serve(l, e)))
                return e->kind;
        /* A quiet worker writes nothing for hours, and would not notice a server that crashed and lost its
         * last commits. */
        if (!did(l, "warehouse", pg_check(l->pg, e)) || !did(l, "kafka", take_pending(l, e)))
                return e->kind;
        bool ready;
        if (!did(l, "registry", awaiting_serve(l, e)) || !did(l, "messages", loader_gather(l, &ready, e)) ||
            (ready && !did(l, "commit", loader_commit(l, e))) ||
            !did(l, "quarantine", relay_serve(&l->relay, l->pg, e)))
                return e->kind;
        if (notices_wait_ms(&l->notices) < 0 && /* alerters do not wait for it */
            !did(l, "form06", form06_keep_serve(l, e)))
                return e->kind;
        target_progress(l);
        /* While far behind something is always gathered, and yet the end, as it was, may be committed. */
        return gathered_anything(l) && l->taken == taken ? OK : target_reached(l, done, e);
}

/* Stays a member of the group: workers that join or leave must not wait for our database as well. Whatever
 * wakes the client, the pause is kept. */
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
        int failures = 0;
        bool done = false;
        while (!done && !stop_asked()) {
                const uint64_t before = l->taken;
                const enum fault fault = round_once(l, &done, e);
                if (fault == OK && !done && awaiting_give_up(l, e) != OK)
                        return e->kind;
                if (l->taken != before) /* only what was committed proves that the fault is over */
                        failures = 0;
                if (fault == OK)
                        continue;
                if (fault != RETRY) {
                        gather_clear(l); /* half a batch: leaving the group must not commit it */
                        return fault;
                }
                const int pause_ms = (int)retry_pause_ms(&after_fault, ++failures);
                load_metrics_retry(!l->pg || pg_broken(l->pg) ? "warehouse" : l->failed);
                log_warn("load.retry", KT("reason", e->text), KI("retry_in_ms", pause_ms));
                if (l->pg && pg_broken(l->pg))
                        drop_warehouse(l);
                else
                        assignment_rewind(l, true);
                if (pause_in_group(l, pause_ms, e) != OK)
                        return e->kind;
        }
        return OK;
}

static enum fault loader_open(struct loader *l, bool until_end, struct err *e)
{
        const struct kafka_rebalance rebalance = {assignment_set, revoked, l};
        if (conf_instant(l->conf, "load.earliest", &l->earliest, e) != OK ||
            clock_read_conf(&l->clock, l->conf, e) != OK || codec_open(&l->codec, e) != OK ||
            registry_open(&l->registry, l->conf, e) != OK || open_warehouse(l, l->wait_s, e) != OK)
                return e->kind;
        codec_use_registry(l->codec, l->registry);
        if (kafka_topic_partitions(l->conf, l->topic, l->wait_s, &l->assignment.partitions, e) != OK ||
            kafka_consumer_open(&l->consumer, l->conf, conf_text(l->conf, "load.group"), l->topic, &rebalance,
                                e) != OK)
                return e->kind;
        retention_warn(l->conf, l->pg, l->topic);
        retention_warn_copies(l->conf, l->pg, false);
        slots_warn(l->pg);
        return until_end ? target_set(l, e) : OK;
}

static void loader_close(struct loader *l)
{
        struct err untold;
        kafka_consumer_close(l->consumer); /* commits through revoked() what was gathered */
        log_watch_close(&l->watch);
        relay_close(&l->relay, l->pg);
        if (l->pg && notices_send(&l->notices, l->pg, true, &untold) != OK)
                log_warn("load.notify_failed", KT("reason", untold.text));
        notices_free(&l->notices);
        dimensions_close(l->dimensions);
        committer_free(&l->committer);
        source_pauses_free(&l->pauses);
        pg_close(l->pg);
        warehouse_close(&l->warehouse);
        codec_close(l->codec);
        registry_close(l->registry);
        gathered_free(&l->batches.filling);
        gathered_free(&l->batches.spare);
        culprits_free(&l->narrowing.alone);
        kafka_copies_free(&l->copies);
        free(l->assignment.parts);
        free(l->assignment.restart.done);
        free(l->targets.offsets);
}

static const struct arg_spec spec[] = {
        {"until-end", NULL,
         "stop once the end of the topic, as it is now, is committed (an open transaction is an end); exit "
         "code 1 where what is left has waited for the schema registry as long as --wait says"},
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
                .wait_s = 60,
                .assignment.restart.wanted = args_flag(&c.args, "from-start"),
                .narrowing.batch_most = BATCH_MESSAGES_MOST,
                /* Until a batch has shown better: everything is there, and read back. */
                .room = {.memory = batch_memory(c.conf), .known_bytes = 32},
                .relay = {.conf = c.conf, .due = true},
        };
        const bool until_end = args_flag(&c.args, "until-end");
        load_metrics_begin(&l);
        enum fault fault = args_wait(&c.args, &l.wait_s, &c.e);
        if (fault == OK)
                fault = args_no_operands(&c.args, &c.e);
        if (fault == OK && !until_end)
                fault = watch_begin(&c, load_needs, LOAD_NEEDS, &c.e);
        if (fault == OK)
                fault = loader_open(&l, until_end, &c.e);
        if (fault == OK) {
                progress_start(&l.progress, "load", 0, l.targets.offsets != NULL);
                fault = run(&l, &c.e);
                if (fault == OK)
                        fault = assignment_all_given(&l, &c.e);
                if (fault == OK && l.targets.offsets && !stop_asked())
                        fault = form06_keep_finish(&l, &c.e);
                progress_end(&l.progress, l.taken);
        }
        command_report(&c, fault);
        loader_close(&l);
        load_metrics_end();
        return command_end(&c, fault);
}
