/* SPDX-License-Identifier: Apache-2.0
 *
 * retention.c - see retention.h.
 */
#include "consumers/warehouse/retention.h"

#include "consumers/warehouse/position.h"

#include "core/lib/kafka.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdlib.h>

enum { ANSWER_MS = 5000, WAITS_LONG_S = 3600 };

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

/* A topic that is only written, and read by others: what waits for it is safe in the warehouse. So the
 * question is what is left of it for who reads as late as we write. */
static void warn_copies(const struct conf *conf, const char *topic, int64_t waits_s)
{
        struct kafka_retention k;
        struct err e;
        if (kafka_topic_retention(conf, topic, ANSWER_MS, &k, &e) != OK) {
                log_debug("topic.not_looked_at", KT("topic", topic), KT("reason", e.text));
        } else {
                if (k.ms >= 0 && k.ms / 1000 < waits_s)
                        log_warn("topic.keeps_little", KT("topic", topic), KI("retention.ms", k.ms),
                                 KI("waits_s", waits_s),
                                 KT("hint",
                                    "what waits to be sent has waited for longer than the topic keeps a "
                                    "message: who reads it as seldom as that misses some. Set "
                                    "retention.ms to more days than Kafka, or a reader, may be away"));
                if (k.compacted)
                        log_warn("topic.keeps_little", KT("topic", topic), KT("cleanup.policy", "compact"),
                                 KT("hint", "of each key only the last message stays, and who reads later "
                                            "misses the others: set cleanup.policy=delete"));
        }
        kafka_retention_free(&k);
}

void retention_warn_copies(const struct conf *conf, struct pg *pg, bool always)
{
        struct pg_result *r;
        struct err e;
        if (pg_run(pg, SQL_retention_waiting, NULL, 0, &r, &e) != OK) {
                log_debug("topic.not_looked_at", KT("reason", e.text));
                return;
        }
        const int64_t alert_s = pg_get_int(r, 0, COL_retention_waiting_alert),
                      dead_letter_s = pg_get_int(r, 0, COL_retention_waiting_dead_letter);
        pg_free(r);
        if (always || alert_s > WAITS_LONG_S)
                warn_copies(conf, conf_text(conf, "topic.alert"), alert_s);
        if (always || dead_letter_s > WAITS_LONG_S)
                warn_copies(conf, conf_text(conf, "topic.dead_letter"), dead_letter_s);
}
