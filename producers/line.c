/* SPDX-License-Identifier: Apache-2.0
 *
 * line.c - see line.h.
 */
#include "producers/line.h"

#include "core/lib/log.h"

enum { QUIET_MS = 1000, AWAY_MS = 5000 };

static bool is_silent_for(const struct line *l, int ms)
{
        return steady_now() > l->heard + ms * INT64_C(1000);
}

void line_is_away(struct line *l, uint64_t in_flight, const char *reason)
{
        if (!l->away)
                log_warn("pump.line_away", KT("source", l->source), KI("in_flight", in_flight),
                         KT("reason", reason));
        l->away = true;
}

bool line_heard(struct line *l)
{
        const bool was_away = l->away;
        l->heard = steady_now();
        l->away = false;
        if (was_away)
                log_info("pump.line_back", KT("source", l->source));
        return was_away;
}

void line_watch(struct line *l, uint64_t in_flight)
{
        if (in_flight == 0)
                l->heard = steady_now();
        else if (is_silent_for(l, AWAY_MS))
                line_is_away(l, in_flight, "Kafka confirms nothing");
}

bool line_is_quiet(const struct line *l)
{
        return is_silent_for(l, QUIET_MS);
}
