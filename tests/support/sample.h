/* SPDX-License-Identifier: Apache-2.0
 *
 * sample.h - events for tests: one that says everything, one that says as little as is allowed.
 */
#ifndef HENTRA_TESTS_SUPPORT_SAMPLE_H
#define HENTRA_TESTS_SUPPORT_SAMPLE_H

#include "core/base/event.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <string.h>

static const struct event sample_full = {
        .event_id = {0xf1, 0x7e, 0x09, 0x11, 0x01, 0x02, 0x53, 0x04, 0x85, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,
                     0x0c},
        .source = {"mot-cua-tiền-giang", 20},
        .sequence = 4611686018427387904,
        .dossier_id = {"000.17.22.H58-220104-0042", 25},
        .case_kind = PETITION,
        .status = SUPPLEMENT_REQUESTED,
        .occurred_at = 1641265200123456,
        .stated_at = 1641265260000000,
        .observed_at = 1641265261999999,
        .submitted_at = 1641200000000000,
        .due_at = 2808766800000000, /* 2059 is legal */
        .agency = {"000.17.22.H58", 13},
        .received_by = {"000.00.22.H58", 13},
        .level = COMMUNE,
        .procedure = {"1.004873.000.00.00.H58", 22},
        .field = {"G15-TP06", 8},
        .channel = POSTAL,
        .return_channel = RETURN_POSTAL,
        .service = FULL,
        .payment = PAYMENT_LOCAL,
        .digitised = DIGITISED_YES,
};

static const struct event sample_sparse = {
        .source = {"s", 1},
        .dossier_id = {"X", 1},
        .occurred_at = -1,
        .stated_at = 0,
        .observed_at = MOMENT_LIMIT - 1,
        .submitted_at = NO_TIME,
        .due_at = NO_TIME,
        .agency = {"A", 1},
};

static inline void assert_text_equal(struct text a, struct text b)
{
        if (!text_equal(a, b))
                fail_msg("\"%.*s\" is not \"%.*s\"", (int)a.len, a.at, (int)b.len, b.at);
}

static inline void assert_event_equal(const struct event *a, const struct event *b)
{
        assert_memory_equal(a->event_id, b->event_id, 16);
        assert_text_equal(a->source, b->source);
        assert_int_equal(a->sequence, b->sequence);
        assert_text_equal(a->dossier_id, b->dossier_id);
        assert_int_equal(a->case_kind, b->case_kind);
        assert_int_equal(a->status, b->status);
        assert_int_equal(a->occurred_at, b->occurred_at);
        assert_int_equal(a->stated_at, b->stated_at);
        assert_int_equal(a->observed_at, b->observed_at);
        assert_int_equal(a->submitted_at, b->submitted_at);
        assert_int_equal(a->due_at, b->due_at);
        assert_text_equal(a->agency, b->agency);
        assert_text_equal(a->received_by, b->received_by);
        assert_int_equal(a->level, b->level);
        assert_text_equal(a->procedure, b->procedure);
        assert_text_equal(a->field, b->field);
        assert_int_equal(a->channel, b->channel);
        assert_int_equal(a->return_channel, b->return_channel);
        assert_int_equal(a->service, b->service);
        assert_int_equal(a->payment, b->payment);
        assert_int_equal(a->digitised, b->digitised);
}

#endif
