/* SPDX-License-Identifier: Apache-2.0
 *
 * sample.h - events for tests: one with every field of version 1, one with as few as are allowed, one of each
 * kind that came with version 2; the document has every field of it.
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
        .since = NO_TIME,
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
        .since = NO_TIME,
};

/* Received on a day, asked for a supplement nobody knows when, ended, opened again on a day, ended again. */
static const struct event sample_document = {
        .event_id = {0xd0, 0xc1, 0x09, 0x11, 0x01, 0x02, 0x53, 0x04, 0x85, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,
                     0x0c},
        .source = {"mot-cua-tiền-giang", 20},
        .dossier_id = {"000.17.22.H58-220104-0042", 25},
        .case_kind = PETITION,
        .status = RESOLVED,
        .occurred_at = 1643302799999999,
        .stated_at = 1643330000000000,
        .observed_at = 1643330001999999,
        .submitted_at = 1641200000000000,
        .due_at = 1643270400000000,
        .agency = {"000.17.22.H58", 13},
        .received_by = {"000.00.22.H58", 13},
        .level = COMMUNE,
        .procedure = {"1.004873.000.00.00.H58", 22},
        .field = {"G15-TP06", 8},
        .channel = ONLINE,
        .return_channel = RETURN_DIRECT,
        .service = PARTIAL,
        .payment = PAYMENT_PORTAL,
        .digitised = TRUTH_NO,
        .kind = KIND_DOCUMENT,
        .occurred_day = true,
        .since = 1643320000000000,
        .electronic_result = TRUTH_YES,
        .reused_data = TRUTH_NO,
        .shared_to_store = TRUTH_YES,
        .citizen_data = TRUTH_NO,
        .fee = FEE_PAYABLE,
        .rating = RATING_DISLIKE,
        .about = {"000.17.22.H58-211231-0007", 25},
        .occurrence_n = 5,
        .occurrence = {{.status = RECEIVED,
                        .occurred_at = 1641229200000000,
                        .occurred_day = true,
                        .agency = {"000.00.22.H58", 13}},
                       {.status = SUPPLEMENT_REQUESTED, .occurred_at = NO_TIME},
                       {.status = RESOLVED, .occurred_at = 1642000000123456, .agency = {"000.17.22.H58", 13}},
                       {.status = PROCESSING,
                        .occurred_at = 1642179599999999,
                        .occurred_day = true,
                        .reopens = true},
                       {.status = RESOLVED,
                        .occurred_at = 1643302799999999,
                        .occurred_day = true,
                        .agency = {"000.17.22.H58", 13}}},
};

/* The source holds nothing of the dossier any more. */
static const struct event sample_emptied = {
        .source = {"s", 1},
        .dossier_id = {"X", 1},
        .occurred_at = 1643340000000000,
        .stated_at = 1643340000000000,
        .observed_at = 1643340000000001,
        .submitted_at = NO_TIME,
        .due_at = NO_TIME,
        .agency = {"s", 1},
        .kind = KIND_DOCUMENT,
        .since = 1643340000000000,
};

static const struct event sample_step = {
        .source = {"s", 1},
        .sequence = 3,
        .dossier_id = {"X", 1},
        .status = PAYMENT_REQUESTED,
        .occurred_at = 1643302800000000,
        .stated_at = 1643330000000000,
        .observed_at = 1643330000000001,
        .submitted_at = NO_TIME,
        .due_at = NO_TIME,
        .agency = {"A", 1},
        .kind = KIND_STEP,
        .occurred_day = true,
        .since = NO_TIME,
};

/* The end was a slip. */
static const struct event sample_retraction = {
        .event_id = {0x9e, 0x7e, 0x09, 0x11, 0x01, 0x02, 0x53, 0x04, 0x85, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,
                     0x0c},
        .source = {"s", 1},
        .sequence = 4,
        .dossier_id = {"X", 1},
        .status = RETURNED,
        .occurred_at = 1643302800000000,
        .stated_at = 1643330000000000,
        .observed_at = 1643330000000001,
        .submitted_at = NO_TIME,
        .due_at = 1643270400000000,
        .agency = {"A", 1},
        .retracts = true,
        .since = NO_TIME,
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
        case FIELD_FLAG:
                return sizeof(bool);
        case FIELD_CODE:
        case FIELD_TRUTH:
                break;
        }
        return sizeof(unsigned);
}

static inline bool value_equal(const struct event_field *f, const void *a, const void *b)
{
        const void *left = (const char *)a + f->offset, *right = (const char *)b + f->offset;
        if (f->kind == FIELD_TEXT)
                return text_equal(*(const struct text *)left, *(const struct text *)right);
        return memcmp(left, right, field_size(f->kind)) == 0;
}

static inline bool field_equal(const struct event_field *f, const struct event *a, const struct event *b)
{
        return value_equal(f, a, b);
}

static inline void assert_event_equal(const struct event *a, const struct event *b)
{
        for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
                if (!field_equal(&event_fields[i], a, b))
                        fail_msg("%s differs", event_fields[i].name);
        }
        assert_int_equal(a->occurrence_n, b->occurrence_n);
        for (uint32_t i = 0; i < a->occurrence_n; i++)
                for (size_t k = 0; k < OCCURRENCE_FIELD_COUNT; k++) {
                        if (!value_equal(&occurrence_fields[k], &a->occurrence[i], &b->occurrence[i]))
                                fail_msg("%s of occurrence %u differs", occurrence_fields[k].name, i + 1);
                }
}

#endif
