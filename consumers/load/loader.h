/* SPDX-License-Identifier: Apache-2.0
 *
 * loader.h - one worker of the group: its state, in parts, each of which one file changes. Private to
 * consumers/load.
 *
 *   assignment.c  assignment           the partitions that are ours, and how far each is read
 *   intake.c                           messages of one partition into the batch that is filled
 *   awaiting.c                         partitions whose next message needs the registry first
 *   gather.c      turn, room           whose turn it is, and when the batch is full
 *   outcome.c     batches, narrowing   a batch is committed, or comes again
 *   log_watch.c   watch                finding out that the log is not the one that was read
 *   target.c      targets              --until-end: where the topic ended when we began
 *   form06_keep.c form06               what is kept for form 06, in the pauses
 *   load.c        the rest             the loop, the connections, and how to go on after a fault
 */
#ifndef HENTRA_LOAD_LOADER_H
#define HENTRA_LOAD_LOADER_H

#include "consumers/load/ages.h"
#include "consumers/load/batch.h"
#include "consumers/load/commit.h"
#include "consumers/load/dimension.h"
#include "consumers/load/form06_keep.h"
#include "consumers/load/log_watch.h"
#include "consumers/load/quarantine/quarantine.h"
#include "consumers/load/quarantine/relay.h"
#include "consumers/load/source_pauses.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/program/clock.h"
#include "core/program/progress.h"
#include "core/wire/codec.h"
#include "core/wire/registry.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- assignment.c ---- */

enum part_state {
        PART_UNTAKEN, /* given to us by the group; its position is not ours yet */
        PART_READING,
        PART_STOPPED /* its log is not the one that was read: nothing is guessed */
};

struct part {
        int32_t partition;
        enum part_state state;
        struct position position;
        struct move move;         /* the messages of it that are gathered; move.to == move.from: none */
        struct message_id newest; /* the last message that was read of it */
        micros looked_at;         /* by steady_now(): when log_watch.c asked for the remembered message */
        int64_t end;              /* of the log, as far as is known */
        bool at_end;              /* nothing more can be read of it now */
        bool heard;               /* Kafka told the end of the log since the position was taken */
        bool unheard;             /* the last look had no answer: what the log has now is not known */
        bool waiting;             /* nothing is taken of it until the registry has told what an id means */
        struct {
                int64_t offset;     /* of the message that it waited for last */
                int32_t id;         /* of its schema */
                micros since, said; /* steady: when the wait began, and was logged last */
                micros early_until; /* steady: so long "unknown" is no answer yet, */
                micros again_at;    /* and is asked for again then */
        } awaits;
        /* The log is known to go on but gives nothing, since a transaction is open there: from which offset
         * on, and since when (steady_now()). */
        struct {
                int64_t at;
                micros since;
        } kept_back;
};

struct assignment {
        bool given; /* the group gave us our share, which may be none */
        struct part *parts;
        size_t part_n;
        struct kafka_peeker *peeker; /* open while positions are taken */
        int partitions;              /* of the topic, when the loader began */
        bool retired;                /* the positions of partitions that are gone */
        bool any_stopped;            /* a partition was stopped since the loader began */
        bool lock_left;              /* one was just stopped, and its lock is still held */
        struct {
                bool wanted;   /* --from-start */
                int32_t *done; /* partitions that it has set back already */
                size_t done_n;
        } restart;
};

void assignment_set(void *loader, const int32_t *partitions, size_t n);
/* Takes the position of every part that is not ours yet. If a log is not the one that was read, only its
 * part is stopped. */
MUST enum fault assignment_take(struct loader *l, struct err *e);
/* Forgets what was gathered and goes back to the positions. `retake`: the warehouse is asked for them
 * again, since those in memory may be wrong. */
void assignment_rewind(struct loader *l, bool retake);
/* FATAL names the partitions that --from-start was never given, since other loaders hold them. */
MUST enum fault assignment_all_given(const struct loader *l, struct err *e);

/* ---- outcome.c ---- */

/* A batch in memory: the messages that were gathered, as statements of dossiers and as culprits. Its moves
 * are made of the parts when it is committed. */
struct gathered { /* zero is empty and ready */
        struct batch_dossiers dossiers;
        struct culprits culprits;
        size_t messages;
        struct ages sent, observed; /* of the messages, by Kafka; of the events, by their doors */
        int poison_in_a_row;        /* unreadable messages, counted up to its end */
};

/* While far behind, one batch is filled in the pauses of another one's commit, and their memory goes round:
 *
 *                     gather      commit of A          gather      commit of B
 *     filling         A ──────┐   B ────────────────── B ──────┐   C, in A's memory
 *     being written           └─▶ A ─┐                         └─▶ B ─┐
 *     spare                          └─▶ A's memory ─▶ (for C)        └─▶ B's memory ─▶ (for D)
 *
 * If the commit of A fails, B follows on something that is not there: it is forgotten, and A is the batch
 * that is filled. `ahead` is a fault that was met while B was filled: it counts once A is committed, and is
 * forgotten with B. */
struct batches {
        struct gathered filling, spare;
        struct err ahead;
        int poison_committed; /* unreadable messages in a row when the last batch was committed */
};

/* The search for a message that the database refuses: the batch is halved until it is one message. */
struct narrowing {
        size_t batch_most; /* messages of a batch: halved by a refusal, doubled by a commit */
        /* The message that is alone in its batch, copied: by the time it is judged it may have expired. */
        struct culprits alone;
        int refused_in_a_row;
};

/* Commits what was gathered, if anything; deals with conflicts and culprits by itself. */
MUST enum fault loader_commit(struct loader *l, struct err *e);

/* ---- gather.c ---- */

enum { BATCH_MESSAGES_MOST = 1 << 24 };

/* A partition that is far behind is drained alone, then the next one. */
struct turn {
        size_t part;           /* index of the part that is drained */
        micros since;          /* by steady_now(): when its turn began, or its last message came */
        micros together_until; /* all are fetched until then: one was fetched alone, and gave nothing */
};

/* The size at which a batch is full. */
struct batch_room {
        int64_t memory; /* its share of load.memory */
        /* Bytes of histories that the last batch read from the warehouse, for each of its own statements.
         * This batch may have to read as many, which needs memory too. */
        size_t known_bytes;
};

/* Takes what is there. *ready: the batch is full, or nothing is known to wait behind it, or what waits does
 * not come. */
MUST enum fault loader_gather(struct loader *l, bool *ready, struct err *e);
/* A partition that gives nothing for so long does not hold back what is gathered. */
int gather_stall_ms(const struct loader *l);
/* True when what is gathered need not wait for more: it is full, or nothing is known to wait behind it. */
bool gather_enough(const struct loader *l);
/* Messages of the part that are gathered from now on begin at `offset`; the warehouse will know that it is
 * `behind`. */
void part_begin(struct part *p, int64_t offset, bool behind);
/* Messages can be taken of it. */
bool part_reads(const struct part *p);
/* A commit would change its position. */
bool part_moves(const struct part *p);
/* The turn of the next partition. */
void gather_turn(struct loader *l);
bool gathered_anything(const struct loader *l);
/* Messages known to wait in the partitions that are ours, and can be taken; */
int64_t gather_lag(const struct loader *l);
/* also those that wait for the registry. */
int64_t gather_behind(const struct loader *l);
int64_t gather_part_behind(const struct part *p);
/* The partition whose next messages the batch waits for; -1: any. */
int32_t gather_waits_for(const struct loader *l);
/* Gathers on while the batch before is written, a chunk a call: the work of pg_while_waiting(). */
enum pg_work gather_ahead(void *loader);
/* Forgets what is gathered: every part begins at its position again. */
void gather_clear(struct loader *l);
void gathered_clear(struct gathered *g);
void gathered_free(struct gathered *g);

/* ---- target.c ---- */

struct targets {
        int64_t *offsets; /* by partition; NULL: run for ever */
        size_t n;
};

/* --until-end: remembers where the topic ends now. */
MUST enum fault target_set(struct loader *l, struct err *e);
/* The part is not committed up to its target. */
bool target_lacks(const struct loader *l, const struct part *p);
/* *reached: every partition's target is committed. */
MUST enum fault target_reached(struct loader *l, bool *reached, struct err *e);
void target_progress(struct loader *l);

/* ---- the worker ---- */

struct loader {
        const struct conf *conf;
        const char *topic;
        int wait_s;
        micros earliest;    /* load.earliest */
        struct clock clock; /* of a simulated world: messages come earlier or later than they say */

        struct pg *pg; /* NULL: lost, to be opened again */
        struct warehouse warehouse;
        struct dimensions *dimensions;
        struct committer committer;
        struct notices notices; /* for the alerters */
        struct source_pauses pauses;

        struct registry *registry; /* NULL: none */
        struct codec *codec;
        struct kafka_consumer *consumer;
        struct kafka_copies copies; /* messages that intake.c took last, */
        micros taken_at;            /* and when, by the wall clock */

        struct assignment assignment;
        struct turn turn;
        struct batch_room room;
        struct batches batches;
        struct narrowing narrowing;
        struct log_watch watch;
        struct relay relay;
        size_t awaiting_first; /* counts the rounds of awaiting.c */
        struct targets targets;
        struct form06_keep form06;

        uint64_t taken; /* messages committed */
        struct progress progress;
        struct err pending; /* a fault met in a callback: the loop returns it in its next round */
        const char *failed; /* the step of a round that failed last: a word for load_metrics_retry() */
};

/* ---- intake.c ---- */

/* At most one chunk of one part into what is gathered; *taken: how many messages. */
MUST enum fault intake_take(struct loader *l, struct part *p, size_t *taken, struct err *e);
bool gathered_full(const struct loader *l);

/* ---- awaiting.c ---- */

/* The message is POISON, since no URL knows its schema id, and both are so new that a copy of the registry
 * may lag behind. */
bool awaiting_is_early(const struct loader *l, const struct kafka_message *m);
/* The next message of the part has a schema id that nobody has explained yet: what was taken before it goes
 * on, the part waits, unless the registry answers within a moment. */
MUST enum fault awaiting_begin(struct loader *l, struct part *p, const struct kafka_message *m,
                               const char *reason, struct err *e);
/* Lets the parts go on whose id is explained now. */
MUST enum fault awaiting_serve(struct loader *l, struct err *e);
/* Time after which awaiting_serve() may find something; -1: no part waits. */
int awaiting_wait_ms(const struct loader *l);
/* --until-end: RETRY when all that is left to do has waited for the registry for the time of --wait. */
MUST enum fault awaiting_give_up(struct loader *l, struct err *e);

#endif
