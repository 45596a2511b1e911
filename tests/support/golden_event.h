/* SPDX-License-Identifier: Apache-2.0
 *
 * golden_event.h - the events that the golden messages of dossier-status say (golden.h).
 */
#ifndef HENTRA_TESTS_SUPPORT_GOLDEN_EVENT_H
#define HENTRA_TESTS_SUPPORT_GOLDEN_EVENT_H

#include "tests/support/golden.h"
#include "tests/support/sample.h"

static const struct golden_event {
        const char *name;
        const struct event *said;
} golden_events[] = {
        {"full", &sample_full},       {"sparse", &sample_sparse}, {"document", &sample_document},
        {"emptied", &sample_emptied}, {"step", &sample_step},     {"retraction", &sample_retraction},
};
/* Version 1 can say the first two. */
enum { GOLDEN_EVENTS = sizeof(golden_events) / sizeof(golden_events[0]), GOLDEN_EVENTS_OF_V1 = 2 };

#endif
