/* SPDX-License-Identifier: Apache-2.0
 *
 * keys.c - the table of every setting (see conf.h). One line a key; `hentra config` and
 * docs/configuration.md are printed from it.
 */
#include "core/program/keys.h"

static const struct conf_key keys[] = {
        {"log.level", CONF_CHOICE, "info", "debug|info|warn|error", 0, 0,
         "Least level that is written to standard error."},
        {"log.format", CONF_CHOICE, "plain", "plain|json", 0, 0,
         "One line an event: key=value, or one JSON object."},
        {"topic.status", CONF_TEXT, "dossier-status", NULL, 0, 0,
         "Topic of the dossier status events. Setup creates it with retention.ms=-1: nothing of it expires."},
        {"topic.dead_letter", CONF_TEXT, "dossier-status-dlq", NULL, 0, 0,
         "Topic that quarantined messages are relayed to."},
        {"topic.alert", CONF_TEXT, "dossier-alert", NULL, 0, 0, "Topic that alerts are published to."},
        {"topic.partitions", CONF_COUNT, "6", NULL, 1, 1024, "Partitions of a topic that setup creates."},
        {"topic.replication", CONF_COUNT, "1", NULL, 1, 16,
         "Copies of a topic that setup creates; from 3 on with min.insync.replicas=2: what is sent is in two "
         "of them."},
        {"load.group", CONF_TEXT, "hentra-load", NULL, 0, 0, "Consumer group of the loaders."},
        {"load.memory", CONF_SIZE, "128M", NULL, 8 << 20, 1LL << 40,
         "Memory that a worker may take: a batch is committed before it would be more."},
        {"load.poison_most", CONF_COUNT, "100", NULL, 1, 1000000,
         "More unreadable messages in a row than this are our own fault: stop. Those without a value do "
         "not count."},
        {"load.earliest", CONF_INSTANT, "1990-01-01", NULL, 0, 0,
         "Messages with a time before this are set aside: it is mostly a wrong unit (seconds, "
         "milliseconds)."},
        {"load.lock_timeout", CONF_TIME, "5s", NULL, 100, 600000,
         "How long a new owner waits for a partition's row before it ends the old owner's connection."},
        {"alert.patience", CONF_TIME, "5m", NULL, 0, 86400000,
         "How long deadlines wait for a loader that is behind or away; then alerts are raised on stale "
         "knowledge."},
        {"alert.webhook_secret", CONF_TEXT, NULL, NULL, 0, 0,
         "Key of the signatures by which a webhook's receiver knows us. None: nothing is signed."},
        {"alert.webhook_timeout", CONF_TIME, "10s", NULL, 100, 300000,
         "How long a webhook's receiver has to answer."},
        {"alert.webhook_attempts", CONF_COUNT, "12", NULL, 1, 1000,
         "A delivery that failed so often is dead: see `hentra alert failed`."},
        {"clock.origin", CONF_INSTANT, NULL, NULL, 0, 0,
         "A simulated clock for trials: the instant that it shows at clock.since. None: the wall clock."},
        {"clock.since", CONF_INSTANT, NULL, NULL, 0, 0, "The real instant at which it is clock.origin."},
        {"clock.speed", CONF_COUNT, "1", NULL, 1, 1000000,
         "Simulated seconds that pass in a second; needs the other two."},
        {"setup.zone", CONF_TEXT, "Asia/Ho_Chi_Minh", NULL, 0, 0,
         "Zone of the warehouse's local days; fixed by the first setup."},
        {"setup.rule_version", CONF_COUNT, "3", NULL, 1, 4,
         "Rule version of a new warehouse: 3 form 06, 4 index 766 (1 and 2 were replaced)."},
};

static const struct conf_family families[] = {
        {"kafka.", '.'},     /* librdkafka's */
        {"warehouse.", '_'}, /* libpq's */
};

const struct conf_table settings = {
        .program = "hentra",
        .keys = keys,
        .key_count = sizeof(keys) / sizeof(keys[0]),
        .families = families,
        .family_count = sizeof(families) / sizeof(families[0]),
        .zone_key = "setup.zone",
};
