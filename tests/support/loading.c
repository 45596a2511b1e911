/* SPDX-License-Identifier: Apache-2.0
 *
 * loading.c - see loading.h.
 */
#include "tests/support/loading.h"

#include <stdio.h>

void loading_begin(const char *name, const char *settings, int partitions)
{
        children_end();
        world_open(&world, name, settings);
        world_setup(&world, RULE_FORM06);
        world_topic(&world, partitions);
        pg = world_connect(&world, "looker");
}

void feed_dossiers(int32_t partition, int from, int to, enum status status)
{
        struct feed f;
        feed_open(&f, &world);
        for (int i = from; i < to; i++) {
                char id[32];
                snprintf(id, sizeof id, "H58-%d-%d", partition, i);
                const struct event v = event_on(i, id, status);
                feed_event(&f, partition, &v);
        }
        feed_close(&f);
}

void load_to_end(struct child *c, int code, const char *option)
{
        child_start(c, &world, "load", "--until-end", option, NULL);
        const int found = child_wait(c);
        if (found != code)
                fail_msg("exit code %d: %s", found, child_err(c));
}
