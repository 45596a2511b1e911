/* SPDX-License-Identifier: Apache-2.0
 *
 * fit.h - fits the curves of the warehouse anew and stores them in place of those before, in one transaction:
 * whoever reads sees the old ones until then. Two fits at once take turns.
 */
#ifndef HENTRA_FORESIGHT_FIT_H
#define HENTRA_FORESIGHT_FIT_H

#include "consumers/foresight/model.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/pg.h"

struct fit_wish {
        micros as_of;
        int days; /* observed before it */
        bool dry_run;
};
struct fit_result {
        int64_t lifetimes, ended, open, paused; /* paused: open, and paused at least once before */
        size_t curves;
        double k[GROUP_GRAINS];
        micros since;
};

MUST enum fault foresight_fit(struct pg *pg, const struct warehouse *w, const struct fit_wish *wish,
                              struct fit_result *out, struct err *e);

#endif
