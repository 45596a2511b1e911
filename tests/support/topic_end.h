/* SPDX-License-Identifier: Apache-2.0
 *
 * topic_end.h - how many messages the one partition of a world's topic has had.
 */
#ifndef HENTRA_TESTS_SUPPORT_TOPIC_END_H
#define HENTRA_TESTS_SUPPORT_TOPIC_END_H

#include "tests/support/peek.h"
#include "tests/support/world.h"

static inline int64_t topic_end(const struct world *w)
{
        int64_t first, next;
        struct err e;
        DONE(peek_bounds(w->conf, w->topic, 0, &first, &next, 10000, &e));
        return next;
}

/* So many, soon: what a gateway has answered is on its disk, and on its way. */
static inline void topic_expect_end(const struct world *w, int64_t end)
{
        EVENTUALLY(topic_end(w) >= end);
        assert_int_equal(topic_end(w), end);
}

#endif
