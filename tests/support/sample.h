/* SPDX-License-Identifier: Apache-2.0
 *
 * sample.h - events for tests: one with every field, one with as few as are allowed.
 */
#ifndef HENTRA_TESTS_SUPPORT_SAMPLE_H
#define HENTRA_TESTS_SUPPORT_SAMPLE_H

#include "core/base/event_field.h"
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
        .digitised = TRUTH_YES,
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

/* The bytes that a field of this kind takes in struct event; of a text the pointer and the length. */
static inline size_t field_size(enum field_kind kind)
{
        switch (kind) {
        case FIELD_ID:
                return 16;
        case FIELD_TEXT:
                return sizeof(struct text);
        case FIELD_NUMBER:
        case FIELD_TIME:
                return sizeof(int64_t);
        case FIELD_CODE:
        case FIELD_TRUTH:
                break;
        }
        return sizeof(unsigned);
}

static inline bool field_equal(const struct event_field *f, const struct event *a, const struct event *b)
{
        const void *left = (const char *)a + f->offset, *right = (const char *)b + f->offset;
        if (f->kind == FIELD_TEXT)
                return text_equal(*(const struct text *)left, *(const struct text *)right);
        return memcmp(left, right, field_size(f->kind)) == 0;
}

static inline void assert_event_equal(const struct event *a, const struct event *b)
{
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                if (!field_equal(&event_fields[i], a, b))
                        fail_msg("%s differs", event_fields[i].name);
        }
}

#endif
