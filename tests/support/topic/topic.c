/* SPDX-License-Identifier: Apache-2.0
 *
 * topic - the tests' own hands on a topic; the configuration is that of hentra (HENTRA_* and HENTRA_CONFIG).
 *   topic dump|put|scatter|raw|delete|bounds|settings|expire TOPIC, topic grow TOPIC PARTITIONS, topic encode
 */
#include "tests/support/topic/topic.h"
#include "core/base/stop.h"
#include "core/program/keys.h"
#include <stdlib.h>
#include <string.h>

static enum fault run(const struct conf *conf, const char *what, const char *topic, const char *number,
                      struct err *e)
{
        if (strcmp(what, "dump") == 0)
                return topic_dump(conf, topic, e);
        if (strcmp(what, "put") == 0 || strcmp(what, "scatter") == 0)
                return topic_put(conf, topic, what[0] == 's', e);
        if (strcmp(what, "raw") == 0)
                return topic_raw(conf, topic, e);
        if (strcmp(what, "delete") == 0)
                return topic_delete(conf, topic, e);
        if (strcmp(what, "bounds") == 0)
                return topic_bounds(conf, topic, e);
        if (strcmp(what, "settings") == 0)
                return topic_settings(stdout, conf, topic, e);
        if (strcmp(what, "expire") == 0)
                return topic_expire(conf, topic, e);
        if (strcmp(what, "encode") == 0)
                return topic_encode(e);
        if (strcmp(what, "grow") == 0 && number)
                return topic_grow(conf, topic, atoi(number), e);
        return fail(e, USAGE,
                    "topic dump|put|scatter|raw|delete|bounds|settings|expire TOPIC, topic grow TOPIC N, "
                    "topic encode");
}

int main(int argc, char **argv)
{
        struct err e = {0};
        struct conf *conf = NULL;
        stop_install();
        enum fault fault = conf_open(&conf, &settings, NULL, NULL, &e);
        if (fault == OK)
                fault = run(conf, argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "", argc > 3 ? argv[3] : NULL,
                            &e);
        conf_close(conf);
        if (fault != OK)
                fprintf(stderr, "topic: %s\n", e.text);
        return exit_code(fault);
}
