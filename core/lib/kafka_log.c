/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_log.c - folds the log lines of librdkafka.
 *
 * Rule: one incident gives one line. So the reporter (thread, client, connection) and the duration are
 * left out, and a broker that is away is logged once, not (2.16) 150 times a second.
 */
#include "core/lib/kafka_log.h"

#include "core/base/moment.h"
#include "core/base/text.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { INCIDENTS = 64, TEXT_MOST = 512 };
#define SAY_AGAIN (60 * MICROS_PER_SECOND)

/* Advice that is wrong more often than right, or names a key that hentra's users do not have. */
static const struct hint {
        const char *said, *instead;
} hints[] = {
        /* Any server that is no Kafka, or speaks TLS, sends such a size. */
        {"increase receive.message.max.bytes",
         "no Kafka listener, or kafka.security.protocol is not that of the listener"},
        /* A broker that is starting or stopping gives this as well, and a proxy without a broker. */
        {"verify that security.protocol is correctly configured, broker might require SASL authentication",
         "the broker starts or stops, or kafka.security.protocol is not that of the listener"},
        {"might be caused by incorrect security.protocol configuration (connecting to a SSL listener?) or "
         "broker "
         "version is < 0.10 (see api.version.request)",
         "the broker starts or stops, or kafka.security.protocol is not that of the listener"},
        /* Nothing was processed for that long: the process was stopped, or its machine was. */
        {"adjust max.poll.interval.ms for long-running message processing",
         "the process or its machine was stopped for so long"},
};

static struct incident {
        uint64_t what; /* 0: free */
        micros said;
        int64_t folded; /* since then */
} incidents[INCIDENTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Returns the text without "[thrd:…]: " and "client#consumer-1: ". */
static const char *without_speaker(const char *text)
{
        const char *end;
        if (!strncmp(text, "[thrd:", 6) && (end = strstr(text, "]: ")))
                text = end + 3;
        const char *number = strstr(text, "#consumer-");
        if (!number)
                number = strstr(text, "#producer-");
        if (number && (end = strstr(text, ": ")) && number < end)
                text = end + 2;
        return text;
}

/* Removes " (after 12ms in state CONNECT, 3 identical error(s) suppressed)" and puts better advice in. */
static void reword(const char *text, char out[static TEXT_MOST])
{
        const char *after = strstr(text, " (after ");
        const int len = after ? (int)(after - text) : (int)strlen(text);
        snprintf(out, TEXT_MOST, "%.*s", len, text);
        for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
                const char *at = strstr(out, hints[i].said);
                char rest[TEXT_MOST];
                if (!at)
                        continue;
                snprintf(rest, sizeof(rest), "%s", at + strlen(hints[i].said));
                const size_t before = (size_t)(at - out);
                snprintf(out + before, TEXT_MOST - before, "%s%s", hints[i].instead, rest);
        }
}

/* Hash of the incident, without its connection: of "Disconnected" in "127.0.0.1:9092/1: Disconnected". */
static uint64_t what_of(const char *text)
{
        static const char coordinator[] = "GroupCoordinator: ", down[] = "brokers are down";
        if (strstr(text, down))
                text = down;
        else if (!strncmp(text, coordinator, sizeof(coordinator) - 1))
                text += sizeof(coordinator) - 1;
        const char *rest = strstr(text, ": ");
        const struct text t = text_of(rest ? rest + 2 : text);
        const uint64_t hash = hash_bytes(t.at, t.len);
        return hash ? hash : 1;
}

/* The slot of the incident, else the one that was logged longest ago. */
static struct incident *find(uint64_t what)
{
        struct incident *place = &incidents[0];
        for (size_t i = 0; i < INCIDENTS; i++) {
                if (incidents[i].what == what)
                        return &incidents[i];
                if (incidents[i].said < place->said)
                        place = &incidents[i];
        }
        *place = (struct incident){.what = what};
        return place;
}

/* True when the incident should be logged now; *times: how often it occurred since it was logged last, this
 * time included. */
static bool worth_saying(uint64_t what, int64_t *times)
{
        const micros now = steady_now();
        pthread_mutex_lock(&lock);
        struct incident *i = find(what);
        const bool say = i->said == 0 || now - i->said >= SAY_AGAIN;
        *times = ++i->folded;
        if (say) {
                i->said = now;
                i->folded = 0;
        }
        pthread_mutex_unlock(&lock);
        return say;
}

void kafka_log_line(int level, const char *facility, const char *text)
{
        char words[TEXT_MOST];
        int64_t times;
        /* A setting for the other kind of client is no news: one configuration file serves both. */
        if (!strcmp(facility, "CONFWARN"))
                return;
        if (level > KAFKA_LOG_ERROR) {
                log_debug("kafka.client", KT("facility", facility), KT("text", text));
                return;
        }
        reword(without_speaker(text), words);
        if (!worth_saying(what_of(words), &times))
                log_debug("kafka.client", KT("facility", facility), KT("text", text));
        else if (times > 1)
                log_warn("kafka.client", KT("facility", facility), KT("text", words), KI("times", times));
        else
                log_warn("kafka.client", KT("facility", facility), KT("text", words));
}
