/* SPDX-License-Identifier: Apache-2.0
 *
 * history_bytes.h - a history as the bytes of the column dossier.history.
 *
 * Equal histories are equal bytes, and nothing but what history_pack() writes can be read back, so whoever
 * compares bytes compares sets. What is absent, or as in the record before, costs nothing. The function
 * hentra.history_read() reads the same bytes in SQL (sql/views/31_dossier_statement.sql): change both or
 * neither, and then the version.
 *
 * Layout: a byte of HISTORY_VERSION, then records in canonical order until the end. A record:
 *
 *   head         1 byte: status, of a document the number of its occurrences (bits 0-3), HEAD_… (4-7)
 *   more         number of MORE_… bits, not 0, if HEAD_MORE
 *   content      4 bytes, most significant first
 *   occurred_at  of a plain statement or step: a forward time after statement_last_at() of the record
 *                before it, which is never later; of the first record a time
 *   occurrences  of a document, each
 *                  a byte: status (bits 0-3), OCCURRENCE_… (4-7)
 *                  a time after the timed occurrence before it; of the first one after the first time that
 *                  the history names (an occurred_at or an occurrence), 0 if there is none yet
 *                  number of its agency, if OCCURRENCE_AGENCY
 *   sequence     zigzag of what it is more than expected, if HEAD_SEQUENCE. Expected is one more than that of
 *                the plain statement or step before it; 0 if that is 0 or the greatest number, or none is
 *                before it
 *   stated_at    a time after `at`, or after that of the record before that was said, if MORE_STATED_BEFORE
 *   observed_at  3 bytes of microseconds after stated_at, if HEAD_SOON; else a time after stated_at, or after
 *                that of the record before that was said, if MORE_OBSERVED_BEFORE
 *   stated_first of a document, how long before stated_at: a forward time, if MORE_STATED_FIRST
 *   since, retracted_at   times after stated_at, if MORE_SINCE, MORE_RETRACTED
 *   attributes   if HEAD_ATTRIBUTES: number of ATTRIBUTE_… bits, not 0, then what differs from the record
 *                before (before the first: absent), in the order of the bits
 *                  due_at, submitted_at   0: absent; else a time after that of the record before, or, where
 *                                         that has none, after `at`, for due_at its whole minute
 *                  agency, source, procedure, field, received_by   numbers; a document has no agency
 *                  codes       number of case_kind | level << 2 | channel << 4 | return_channel << 6
 *                              | service << 8 | payment << 10 | digitised << 12
 *                  facts       number of electronic_result | reused_data << 2 | shared_to_store << 4
 *                              | citizen_data << 6 | fee << 8 | rating << 10
 *                  about       number of its bytes, and the bytes
 *
 * `at` is statement_last_at(); 0 where a document has no timed occurrence. A record that was never said
 * (MORE_NEVER_SAID: only taken back so far) has no stated_at, observed_at and stated_first, and its `since`
 * and retracted_at are after `at`. The agency of an occurrence, and of a record, is compared with the one
 * written last, of whichever of the two.
 *
 * A number: as in UTF-8, ones at the front of its first byte tell how many bytes follow. 0xxxxxxx 7 bits,
 * 10xxxxxx and a byte 14, … 11111110 and seven 56, 11111111 and eight 64; most significant first, in as few
 * bytes as possible.
 * A time: the difference in the largest of minutes, seconds, milliseconds, microseconds that gives a whole
 * number; the number is its zigzag << 2 | 3, 2, 1, 0 for these. A forward time: not negative, no zigzag.
 * Zigzag: 0, -1, 1, -2, … are 0, 1, 2, 3, ….
 */
#ifndef HENTRA_DOSSIER_HISTORY_BYTES_H
#define HENTRA_DOSSIER_HISTORY_BYTES_H

#include "consumers/dossier/history.h"
#include "core/base/bytes.h"

enum { HISTORY_VERSION = 1 };

enum { HEAD_ATTRIBUTES = 16, HEAD_SEQUENCE = 32, HEAD_MORE = 64, HEAD_SOON = 128 };
enum {
        MORE_STATED_BEFORE = 1,   /* nearer to that of the record before than to last_at */
        MORE_OBSERVED_BEFORE = 2, /* nearer to that of the record before than to stated_at */
        MORE_KIND = 4 | 8,        /* enum kind << 2 */
        MORE_STATED_FIRST = 16,   /* it differs from stated_at */
        MORE_SINCE = 32,
        MORE_OCCURRED_DAY = 64,
        MORE_STATED_AHEAD = 128,
        MORE_RETRACTED = 256,
        MORE_NEVER_SAID = 512
};
enum {
        OCCURRENCE_TIMELESS = 16,
        OCCURRENCE_DAY = 32,
        OCCURRENCE_REOPENS = 64,
        OCCURRENCE_AGENCY = 128 /* another than the one before */
};
enum {
        ATTRIBUTE_DUE = 1,
        ATTRIBUTE_AGENCY = 2,
        ATTRIBUTE_CODES = 4,
        ATTRIBUTE_SUBMITTED = 8,
        ATTRIBUTE_SOURCE = 16,
        ATTRIBUTE_PROCEDURE = 32,
        ATTRIBUTE_FIELD = 64,
        ATTRIBUTE_RECEIVED_BY = 128,
        ATTRIBUTE_FACTS = 256,
        ATTRIBUTE_ABOUT = 512
};
/* HEAD_SOON: observed so much after stated_at, not in whole milliseconds; a time would take a byte more. */
enum { SOON_FIRST = 1 << 18, SOON_LIMIT = 1 << 24 };

/* Adds the bytes of *h to *out; returns how many. Its times must be legal (moment.h), its sequences not
 * negative. */
size_t history_pack(const struct history *h, struct bytes *out);

/* False: damaged, not written by history_pack(); *h is undefined then. Texts of *h lie in `bytes`. */
bool history_unpack(struct history *h, const uint8_t *bytes, size_t len, bool truncated);

#endif
