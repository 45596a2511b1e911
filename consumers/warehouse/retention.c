/* SPDX-License-Identifier: Apache-2.0
 *
 * retention.c - see retention.h.
 */
#include "consumers/warehouse/retention.h"

#include "consumers/warehouse/position.h"

#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include <stdlib.h>

enum { ANSWER_MS = 5000 };

static void warn_settings(const char *topic, const struct kafka_retention *k)
{
        if (k->ms >= 0 || k->bytes >= 0)
                log_warn("topic.forgets", KT("topic", topic), KI("retention.ms", k->ms),
                         KI("retention.bytes", k->bytes),
                         KT("hint",
                            "what a loader has not read by then is lost, and the facts cannot be read "
                            "again: set both to -1"));
        if (k->compacted)
                log_warn("topic.compacted", KT("topic", topic),
                         KT("hint",
                            "of each dossier only the last message stays, and what the others said is "
                            "lost: set cleanup.policy=delete"));
}

/* The offset at which the warehouse goes on reading; 0: it has not begun. */
static int64_t read_until(const struct position_offset *at, size_t n, int partition)
{
        for (size_t i = 0; i < n; i++)
                if (at[i].partition == partition)
                        return at[i].next_offset;
        return 0;
}

static void warn_beginning(const char *topic, const struct kafka_retention *k,
                           const struct position_offset *at, size_t n)
{
        int64_t partitions = 0, offsets = 0;
        for (int i = 0; i < k->partitions; i++) {
                const int64_t gone = k->first[i] - read_until(at, n, i);
                partitions += gone > 0;
                offsets += gone > 0 ? gone : 0;
        }
        if (offsets > 0)
                log_warn("topic.beginning_gone", KT("topic", topic), KI("partitions", partitions),
                         KI("offsets", offsets),
                         KT("hint", "they expired before this warehouse read them: what they said is missing "
                                    "until its source sends it again"));
}

void retention_warn(const struct conf *conf, struct pg *pg, const char *topic)
{
        struct kafka_retention k;
        struct position_offset *at;
        size_t n;
        struct err e;
        if (kafka_topic_retention(conf, topic, ANSWER_MS, &k, &e) == OK &&
            position_list(pg, topic, &at, &n, &e) == OK) {
                warn_settings(topic, &k);
                warn_beginning(topic, &k, at, n);
                free(at);
        } else {
                log_debug("topic.not_looked_at", KT("topic", topic), KT("reason", e.text));
        }
        kafka_retention_free(&k);
}
