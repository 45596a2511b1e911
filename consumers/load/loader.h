/* SPDX-License-Identifier: Apache-2.0
 *
 * loader.h - one worker of the group: what it holds, and its parts. Private to consumers/load.
 *
 *   assignment.c  which partitions are ours, and where each stands
 *   intake.c      messages of one partition into a batch
 *   gather.c      whose turn it is, when a batch is full, and what is gathered while another one is written
 *   log_watch.c   noticing that the log is not the one that was read
 *   outcome.c     a batch is committed, or comes again
 *   target.c      --until-end: where the topic ended when we began
 *   load.c        the loop, and what to do after a fault
 */
#ifndef HENTRA_LOAD_LOADER_H
#define HENTRA_LOAD_LOADER_H

#include "consumers/load/batch.h"
#include "consumers/load/commit.h"
#include "consumers/load/dimension.h"
#include "consumers/load/log_watch.h"
#include "consumers/load/quarantine/quarantine.h"
#include "consumers/load/quarantine/relay.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/program/progress.h"
#include "core/wire/codec.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum part_state {
        PART_UNTAKEN, /* assigned, but its position is not ours yet */
        PART_READING,
        PART_STOPPED /* its log is not the one that was read: nothing is guessed */
};

struct part {
        int32_t partition;
        enum part_state state;
        struct position position;
        struct move move;   /* its part of what is gathered; move.to == move.from: none */
        struct told newest; /* the last message that was read of it */
        micros looked_at;   /* steady: when log_watch.c asked for the remembered one */
        int64_t end;        /* of the log, as far as is known */
        bool at_end;        /* nothing more can be read of it now */
        bool heard;         /* the log's end was told since it was taken */
        int64_t kept_at;    /* where it stood when more was known to lie in the log than could be read, */
        micros kept_since;  /* and since when */
};

/* What one transaction will write. */
struct gathered { /* zero is empty and ready */
        struct batch batch;
        struct culprits culprits;
        size_t messages;
        int poison_in_a_row; /* unreadable messages, up to its end */
};

struct loader {
        const struct conf *conf;
        const char *topic;
        bool from_start;
        int wait_s;

        struct pg *pg; /* NULL: lost, to be opened again */
        struct warehouse warehouse;
        struct dimensions *dimensions;
        struct committer committer;
        struct notices notices; /* to be told to the alerters */

        struct codec *codec;
        struct kafka_consumer *consumer;
        struct log_watch watch;
        struct kafka_peeker *peeker; /* while partitions are taken */
        int partitions;              /* of the topic, when the loader began */
        bool retired;                /* the positions of those that are gone */
        bool assigned;               /* the group gave us our share, which may be none */
        struct part *parts;
        size_t part_n, turn;   /* turn: the part that is drained now */
        micros turn_since;     /* when its turn began, or its last message came */
        micros together_until; /* until then none is fetched alone: one was, and gave nothing */
        int32_t *restarted;    /* partitions that --from-start has set back already */
        size_t restarted_n;

        struct gathered gathered; /* grows, also while another one is written */
        struct gathered spare;    /* empty: its memory is for the next one */
        struct culprits alone;    /* the message of a batch of one, while a culprit is looked for */
        size_t batch_most;        /* messages; shrinks while a culprit is looked for */
        micros earliest;          /* load.earliest */
        int64_t memory; /* that a batch may take: its share of load.memory without what the worker takes besides */
        size_t known_percent; /* words that the last batch read, of those it brought: the next may do the same */
        int poison_committed; /* unreadable in a row when last committed */
        int refused_in_a_row; /* readable, and refused by the database */
        struct relay relay;

        int64_t *targets; /* --until-end, by partition; NULL: run for ever */
        size_t target_n;
        bool stopped_part; /* some partition was stopped */
        bool stopped_now;  /* one was, and its lock is still held */
        uint64_t taken;    /* messages committed, for progress */
        struct progress progress;

        struct err pending; /* a fault met inside a group callback, acted on by the loop */
        struct err ahead; /* a fault met while reading ahead: matters once the batch before it is committed */
};

/* ---- assignment.c ---- */
void assignment_set(void *loader, const int32_t *partitions, size_t n);
/* Takes every part that is not ours yet. A log that is not the one that was read stops its part only. */
MUST enum fault assignment_take(struct loader *l, struct err *e);
/* Forgets what was gathered and goes back to where the warehouse stands. `retake`: the positions in memory
 * cannot be trusted either. */
void assignment_rewind(struct loader *l, bool retake);
/* FATAL names the partitions that --from-start was never given, since other loaders hold them. */
MUST enum fault assignment_all_given(const struct loader *l, struct err *e);

/* ---- intake.c ---- */
/* At most one chunk of one part into what is gathered; *taken: how many messages. */
MUST enum fault intake_take(struct loader *l, struct part *p, size_t *taken, struct err *e);
bool gathered_full(const struct loader *l);

/* ---- gather.c ---- */
enum { BATCH_MESSAGES_MOST = 1 << 24 };
/* Takes what is there. *ready: the batch is full, or nothing is known to wait behind it. While much is waiting, one
 * partition alone is fetched at a time. */
MUST enum fault gather(struct loader *l, bool *ready, struct err *e);
/* What is gathered need not wait for more: it is full, or nothing is known to wait behind it. */
bool gather_enough(const struct loader *l);
/* What is gathered of the part from now on begins at `offset`, where the warehouse will say that it is `behind`. */
void part_begin(struct part *p, int64_t offset, bool behind);
/* A commit would change where it stands. */
bool part_moves(const struct part *p);
/* The turn of the next partition. */
void gather_turn(struct loader *l);
bool gathered_anything(const struct loader *l);
/* The partition whose next messages the batch waits for; -1: any. */
int32_t gather_waits_for(const struct loader *l);
/* Gathers on while the batch before is written, a chunk a call: the work of pg_while_waiting(). */
enum pg_work gather_ahead(void *loader);
/* Forgets what is gathered: every part begins at its position again. */
void gather_clear(struct loader *l);
void gathered_clear(struct gathered *g);
void gathered_free(struct gathered *g);

/* ---- target.c ---- */
MUST enum fault target_set(struct loader *l, struct err *e);
/* Everything up to the targets is committed, by us or by others. */
MUST enum fault target_reached(struct loader *l, bool *reached, struct err *e);
void target_progress(struct loader *l);

/* ---- outcome.c ---- */
/* Commits what was gathered, if anything; deals with conflicts and culprits by itself. */
MUST enum fault loader_commit(struct loader *l, struct err *e);

#endif
