/* SPDX-License-Identifier: Apache-2.0
 *
 * retry.c - doubling, with a bound.
 */
#include "core/base/retry.h"

int64_t retry_pause_ms(const struct retry_policy *p, int failures)
{
        int64_t ms = p->first_ms;
        for (int i = 1; i < failures && ms < p->most_ms; i++)
                ms *= 2;
        return ms < p->most_ms ? ms : p->most_ms;
}

int64_t retry_spread_ms(const struct retry_policy *p, int failures, uint64_t seed)
{
        const int64_t half = retry_pause_ms(p, failures) / 2;
        return half + (int64_t)(seed % (uint64_t)(half + 1));
}
