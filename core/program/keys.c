/* SPDX-License-Identifier: Apache-2.0
 *
 * keys.c - the table of every setting (see conf.h). One entry per key; `hentra config` and
 * docs/configuration.md are printed from it.
 */
#include "core/program/keys.h"

static const struct conf_key keys[] = {
        {"log.level", CONF_CHOICE, "info", "debug|info|warn|error", 0, 0,
         "Least level that is written to standard error."},
        {"log.format", CONF_CHOICE, "plain", "plain|json", 0, 0,
         "The form of a log line: key=value, or one JSON object."},
        {"metrics.listen", CONF_TEXT, "none", NULL, 0, 0,
         "Where a service answers /metrics, /health and /ready (docs/metrics.md): a loopback address and a "
         "port, as 127.0.0.1:9101, or unix:/PATH; none: nowhere."},
        {"topic.status", CONF_TEXT, "dossier-status", NULL, 0, 0,
         "Topic of the dossier status events. Setup creates it with retention.ms=-1: nothing of it expires."},
        {"topic.dead_letter", CONF_TEXT, "dossier-status-dlq", NULL, 0, 0,
         "Topic that quarantined messages are relayed to."},
        {"topic.alert", CONF_TEXT, "dossier-alert", NULL, 0, 0, "Topic that alerts are published to."},
        {"topic.partitions", CONF_COUNT, "6", NULL, 1, 1024, "Partitions of a topic that setup creates."},
        {"topic.replication", CONF_COUNT, "1", NULL, 1, 16,
         "Copies of a topic that setup creates; from 3 on with min.insync.replicas=2: every message is then "
         "in two of them."},
        {"schema.registry.url", CONF_TEXT, NULL, NULL, 0, 0,
         "Schema registry with Confluent's API; several URLs of it, separated by commas. None: messages "
         "carry the "
         "fingerprint of their schema instead."},
        {"schema.registry.timeout", CONF_TIME, "5s", NULL, 100, 300000,
         "Time that one URL of the registry has to answer."},
        {"schema.registry.grace", CONF_TIME, "15s", NULL, 0, 3600000,
         "Time that a schema id has to become known to the registry, whose copies may lag behind. A younger "
         "message that names an unknown one waits."},
        {"schema.registry.user", CONF_TEXT, NULL, NULL, 0, 0, "Name for the registry. None: no login."},
        {"schema.registry.password", CONF_TEXT, NULL, NULL, 0, 0, "Password of schema.registry.user."},
        {"schema.registry.ca.file", CONF_TEXT, NULL, NULL, 0, 0,
         "Certificates (PEM) of those who may certify the registry. None: those that the machine trusts."},
        {"schema.registry.certificate.file", CONF_TEXT, NULL, NULL, 0, 0,
         "Certificate (PEM) that the registry is shown. None: it gets none."},
        {"schema.registry.key.file", CONF_TEXT, NULL, NULL, 0, 0, "Private key (PEM) of that certificate."},
        {"schema.registry.key.password", CONF_TEXT, NULL, NULL, 0, 0, "Password of that private key."},
        {"memory.most", CONF_COUNT, "10000000", NULL, 1, 1000000000,
         "Dossiers that a door remembers, in about 300 bytes of disk each; those stated on the earliest days "
         "leave, and are then sent once more."},
        {"store.most", CONF_SIZE, "1G", NULL, 1 << 20, 1LL << 50,
         "Bytes of disk that a store of records may have; beyond it new ones are refused."},
        {"forward.order", CONF_CHOICE, "oldest", "oldest|live", 0, 0,
         "The order in which a store is sent after Kafka was away: as it came, or what comes in from then on "
         "before what is left."},
        {"forward.rate", CONF_COUNT, "0", NULL, 0, 1000000000,
         "Most kB (1000 bytes) that a producer gives to Kafka in a second, counted before compression; 0: no "
         "limit."},
        {"load.group", CONF_TEXT, "hentra-load", NULL, 0, 0, "Consumer group of the loaders."},
        {"load.memory", CONF_SIZE, "128M", NULL, 8 << 20, 1LL << 40,
         "Memory that a worker may use: a batch is committed before it would need more. So much is also what "
         "`hentra verify` may use."},
        {"load.poison_most", CONF_COUNT, "100", NULL, 1, 1000000,
         "Stop when more unreadable messages than this come in a row: the fault is then probably ours. "
         "Messages without a value do not count."},
        {"load.earliest", CONF_INSTANT, "1990-01-01", NULL, 0, 0,
         "Messages with a time before this are quarantined: mostly the unit is wrong (seconds, "
         "milliseconds)."},
        {"load.lock_timeout", CONF_TIME, "5s", NULL, 100, 600000,
         "Time that a new owner waits for the row of a partition before it ends the connection of the old "
         "owner."},
        {"spool.memory", CONF_TEXT, NULL, NULL, 0, 0,
         "Folder on a local disk in which a spool remembers its documents, each spool in one of its own. "
         "None: "
         ".hentra/memory in its directory."},
        {"spool.missed_most", CONF_COUNT, "3", NULL, 1, 1000,
         "A dossier that so many complete exports in a row do not mention is withdrawn (complete = yes)."},
        {"gateway.listen", CONF_TEXT, "127.0.0.1:8090", NULL, 0, 0,
         "Address and port that `hentra gateway` listens at; port 0: any free one."},
        {"gateway.clients", CONF_TEXT, NULL, NULL, 0, 0,
         "File of who may send (docs/gateway.md). None: everybody on this machine, at a loopback address "
         "only."},
        {"gateway.source", CONF_TEXT, "gateway", NULL, 0, 0,
         "Source of the events where gateway.clients is not set."},
        {"gateway.memory", CONF_TEXT, NULL, NULL, 0, 0,
         "Folder on a local disk in which the gateway remembers its documents, to send only what is new. "
         "None: "
         "everything is sent. Only where one gateway alone has its sources."},
        {"gateway.store", CONF_TEXT, NULL, NULL, 0, 0,
         "Folder on a local disk in which the gateway keeps events until Kafka has them. None: store, below "
         "$STATE_DIRECTORY (which systemd sets), else below hentra in $XDG_STATE_HOME or ~/.local/state."},
        {"gateway.known", CONF_CHOICE, "replace", "replace|refuse", 0, 0,
         "Creating a dossier that the memory knows: replace it, or refuse with code 3 as the portal does."},
        {"gateway.zone", CONF_TEXT, "Asia/Ho_Chi_Minh", NULL, 0, 0,
         "Zone of the times that clients send, which have none."},
        {"gateway.certificate", CONF_TEXT, NULL, NULL, 0, 0,
         "File with the server's certificate (PEM), for TLS. None: plain HTTP."},
        {"gateway.certificate_key", CONF_TEXT, NULL, NULL, 0, 0,
         "File with the key of that certificate (PEM)."},
        {"gateway.client_authority", CONF_TEXT, NULL, NULL, 0, 0,
         "File with certificates (PEM) of authorities: callers are asked for a certificate of theirs, by "
         "which "
         "gateway.clients may know them. None: not asked."},
        {"gateway.body", CONF_SIZE, "4M", NULL, 1024, 1LL << 30,
         "Longest body of a request; a longer one is answered with 413."},
        {"gateway.bodies", CONF_SIZE, "32M", NULL, 1024, 1LL << 40,
         "Bodies of all requests together that may be in memory, in shares; beyond it the answer is 503."},
        {"gateway.dossiers", CONF_COUNT, "500", NULL, 1, 100000,
         "Most dossiers of a request; more are answered with 413."},
        {"gateway.depth", CONF_COUNT, "32", NULL, 2, 2048,
         "Deepest nesting of lists and objects in a body; deeper is answered with 413."},
        {"gateway.request_timeout", CONF_TIME, "30s", NULL, 100, 3600000,
         "Time that a request may take to arrive, and its answer to leave; then its connection is closed."},
        {"gateway.connections", CONF_COUNT, "256", NULL, 4, 65000,
         "Connections at a time, three quarters of them from one address."},
        {"gateway.rate", CONF_COUNT, "2000", NULL, 1, 1000000,
         "Requests of a client in a second; more are answered with 429."},
        {"gateway.session", CONF_TIME, "30m", NULL, 1000, 86400000,
         "Time that a session lives after its login."},
        {"table.overlap", CONF_TIME, "5m", NULL, 0, 604800000,
         "`hentra outbox --table`: so far back each look reads again, for rows that were committed late."},
        {"table.every", CONF_TIME, "5s", NULL, 100, 86400000,
         "`hentra outbox --table`: pause between two looks; longer where a look takes over a tenth of it."},
        {"alert.patience", CONF_TIME, "5m", NULL, 0, 86400000,
         "Time that deadlines wait for a loader that is behind or away; then alerts are raised although the "
         "data may be stale."},
        {"alert.webhook_secret", CONF_TEXT, NULL, NULL, 0, 0,
         "Key of the signatures by which the receiver of a webhook recognises us. None: nothing is signed."},
        {"alert.webhook_timeout", CONF_TIME, "10s", NULL, 100, 300000,
         "Time that the receiver of a webhook has to answer."},
        {"alert.webhook_attempts", CONF_COUNT, "12", NULL, 1, 1000,
         "Give a delivery up after this many failed attempts; `hentra alert failed` lists it."},
        {"alert.mail.server", CONF_TEXT, NULL, NULL, 0, 0,
         "Server that letters about alerts are given to: smtp://HOST:PORT or smtps://HOST:PORT. None: no "
         "letter is "
         "sent."},
        {"alert.mail.from", CONF_TEXT, NULL, NULL, 0, 0, "Address that letters about alerts come from."},
        {"alert.mail.user", CONF_TEXT, NULL, NULL, 0, 0, "Name for that server. None: no login."},
        {"alert.mail.password", CONF_TEXT, NULL, NULL, 0, 0, "Password of alert.mail.user."},
        {"alert.mail.tls", CONF_CHOICE, "required", "required|tried|none", 0, 0,
         "STARTTLS with a server of smtp://: nothing is sent without it, it is used where the server offers "
         "it, or "
         "never."},
        {"alert.mail.ca.file", CONF_TEXT, NULL, NULL, 0, 0,
         "Certificates (PEM) of those who may certify that server. None: those that the machine trusts."},
        {"alert.mail.timeout", CONF_TIME, "30s", NULL, 100, 600000,
         "Time that the server has to take a letter."},
        {"foresight.days", CONF_COUNT, "365", NULL, 30, 3650,
         "Days before a fit of `hentra foresight` in which it observes dossiers. More are more like it, and "
         "further back."},
        {"report.due_days", CONF_COUNT, "2", NULL, 0, 1000,
         "Working days from which on a first return date that lies off the agency's calendar has the mark "
         "DUE_UNLIKE_CALENDAR in the reports quality and marks; 0: they do not look for it."},
        {"report.frozen_size", CONF_SIZE, "256M", NULL, 1024, 384LL << 20,
         "Rows of a report that is frozen, as JSON, take at most this; a longer one is refused. PostgreSQL "
         "takes "
         "no value of 1 GB."},
        {"dashboard.listen", CONF_TEXT, "127.0.0.1:8095", NULL, 0, 0,
         "Address and port that `hentra dashboard` listens at (port 0: any free one), or unix:/PATH."},
        {"dashboard.tls.certificate", CONF_TEXT, NULL, NULL, 0, 0,
         "File with the dashboard's certificate (PEM), for TLS. None: plain HTTP, on this machine alone."},
        {"dashboard.tls.key", CONF_TEXT, NULL, NULL, 0, 0, "File with the key of that certificate (PEM)."},
        {"dashboard.proxy_header", CONF_TEXT, NULL, NULL, 0, 0,
         "Header in which a trusted proxy in front of a unix socket names the role of who asks. None: people "
         "log in."},
        {"dashboard.open_as", CONF_TEXT, NULL, NULL, 0, 0,
         "Role as which everybody on this machine sees the dashboard without a login; at a loopback address "
         "alone. None: people log in."},
        {"dashboard.pool", CONF_COUNT, "4", NULL, 1, 64,
         "Processes that ask the warehouse for the dashboard, each with a connection; three more try logins, "
         "do "
         "errands and listen."},
        {"dashboard.timeout", CONF_TIME, "10s", NULL, 100, 600000,
         "Time that a question of the dashboard may take, with all of its queries."},
        {"dashboard.errand_timeout", CONF_TIME, "10m", NULL, 1000, 86400000,
         "Time that what takes long may take, such as an alert rule that is tried on the past from the "
         "dashboard; a replay has it for each message."},
        {"dashboard.fresh", CONF_TIME, "2s", NULL, 0, 600000,
         "Time for which an answer is given again to who asks the same under the same role; 0: none is."},
        {"dashboard.fresh_reports", CONF_TIME, "15s", NULL, 0, 3600000,
         "The same for reports, measures over time and lists of agencies and periods; and for so long again "
         "while they are asked anew."},
        {"dashboard.idle", CONF_TIME, "30m", NULL, 1000, 86400000,
         "A session of the dashboard ends when nothing was asked for so long."},
        {"dashboard.session", CONF_TIME, "12h", NULL, 1000, 604800000,
         "A session of the dashboard ends so long after its login at the latest."},
        {"dashboard.connections", CONF_COUNT, "1024", NULL, 16, 65000,
         "Connections at a time, seven eighths of them of live pages."},
        {"dashboard.request_timeout", CONF_TIME, "30s", NULL, 100, 3600000,
         "Time that a request may take to arrive, and its answer to leave; a live page that takes nothing "
         "for so "
         "long is cut off."},
        {"prune.alerts", CONF_COUNT, "400", NULL, 0, 36500,
         "`hentra prune`: days after which a cleared alert goes, with its raising and clearing, by the "
         "alerter's clock; 0: all are kept."},
        {"prune.deliveries", CONF_COUNT, "90", NULL, 0, 36500,
         "`hentra prune`: days after which a delivery to a webhook goes that was delivered or given up; 0: "
         "all "
         "are kept."},
        {"prune.quarantine", CONF_COUNT, "90", NULL, 0, 36500,
         "`hentra prune`: days after which a message of the quarantine goes that was sent again; 0: all are "
         "kept."},
        {"clock.origin", CONF_INSTANT, NULL, NULL, 0, 0,
         "A simulated clock for trials: the instant that it shows at clock.since. None: the wall clock."},
        {"clock.since", CONF_INSTANT, NULL, NULL, 0, 0,
         "The real instant at which the simulated clock shows clock.origin."},
        {"clock.speed", CONF_COUNT, "1", NULL, 1, 1000000,
         "Simulated seconds that pass in a real one; needs the other two."},
        {"setup.zone", CONF_TEXT, "Asia/Ho_Chi_Minh", NULL, 0, 0,
         "Zone of the warehouse's local days; fixed by the first setup."},
        {"setup.rule_version", CONF_COUNT, "5", NULL, 1, 6,
         "Rule version of a new warehouse: 5 form 06, 6 index 766 (1 to 4 were replaced)."},
};

/* Read each time that they are used. */
static const char *const live[] = {"log.level", "load.poison_most", "alert.patience", NULL};

static const struct conf_family families[] = {
        {"kafka.", '.'},     /* librdkafka's */
        {"warehouse.", '_'}, /* libpq's */
        {"outbox.", '_'},    /* libpq's */
};

const struct conf_table settings = {
        .program = "hentra",
        .keys = keys,
        .key_count = sizeof(keys) / sizeof(keys[0]),
        .families = families,
        .family_count = sizeof(families) / sizeof(families[0]),
        .zone_key = "setup.zone",
        .live = live,
};
