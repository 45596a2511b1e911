/* SPDX-License-Identifier: Apache-2.0
 *
 * facts.h - what was said of a dossier beside its life: how it was paid, digitised, shared, rated, and the
 * dossier that a petition is about. Decided as attributes are in timeline.h: of what stands, the value said
 * last; absent and unknown values never override a known one.
 *
 * Apart from the timeline, because reports on index 766 alone ask for these, and a loader derives millions.
 *
 * Flags that say nothing: a source may send one value of a flag for every dossier (view source_health). Such
 * a flag of such a source can be left out here.
 */
#ifndef HENTRA_DOSSIER_FACTS_H
#define HENTRA_DOSSIER_FACTS_H

#include "consumers/dossier/history.h"
#include "core/base/text.h"
#include <stdbool.h>

/* X(flag): those that can be left out, by the names of view source_health. */
#define FACT_FLAGS(X) \
        X(payment) X(digitised) X(electronic_result) X(reused_data) X(shared_to_store) X(citizen_data) X(fee)
#define FACT_FLAG(flag) FACT_##flag,
enum fact_flag { FACT_FLAGS(FACT_FLAG) FACT_FLAG_COUNT };
#undef FACT_FLAG
extern const char *const fact_flag_names[FACT_FLAG_COUNT];

struct facts {
        uint8_t flag[FACT_FLAG_COUNT]; /* enum payment, enum fee, else enum truth */
        enum rating rating;
        struct text about; /* empty: not said; borrowed from the history */
        unsigned left_out; /* bits of flags that a source said, and that were left out */
};

/* `constant`: by number of a source, bits (1 << enum fact_flag) of its flags that say nothing; sources beyond
 * `sources_n` have none; NULL with 0. */
void facts_decide(const struct history *h, const uint8_t *constant, size_t sources_n, struct facts *out);

#endif
