/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_group.c - the demands that settings of a group make on librdkafka.
 *
 * Rule: a setting that this version handles wrong is refused before anything starts, in one line that
 * names a version which handles it right.
 */
#include "core/lib/kafka_client.h"

#include <string.h>

#define VERSION(major, minor) ((major) << 24 | (minor) << 16)

static const struct demand {
        const char *key, *value;
        int version;
        const char *otherwise;
} demands[] = {
        {"group.protocol", "consumer", VERSION(2, 12), "leave it out, or set classic"},
        /* Older versions can lose the assignment when a position is reported while the group rebalances. */
        {"partition.assignment.strategy", "cooperative-sticky", VERSION(2, 10), "take range or roundrobin"},
};
enum { NEWER_PROTOCOL };

static bool demanded(const struct demand *d, const char *key, const char *value)
{
        return !strcmp(key, d->key) && strstr(value, d->value);
}

static enum fault judge(void *newer, const char *key, const char *value, struct err *e)
{
        for (size_t i = 0; i < sizeof(demands) / sizeof(demands[0]); i++) {
                const struct demand *d = &demands[i];
                if (demanded(d, key, value) && rd_kafka_version() < d->version)
                        return fail(e, USAGE,
                                    "kafka.%s=%s needs librdkafka %d.%d or newer, and this is %s: %s", key,
                                    value, d->version >> 24, d->version >> 16 & 0xff, rd_kafka_version_str(),
                                    d->otherwise);
        }
        if (demanded(&demands[NEWER_PROTOCOL], key, value))
                *(bool *)newer = true;
        return OK;
}

enum fault kafka_group_newer(const struct conf *conf, bool *newer, struct err *e)
{
        *newer = false;
        return conf_each(conf, "kafka.", judge, newer, e);
}

bool kafka_group_incremental(rd_kafka_t *rk)
{
        const char *protocol = rd_kafka_rebalance_protocol(rk);
        return protocol && !strcmp(protocol, "COOPERATIVE");
}
