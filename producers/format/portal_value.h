/* SPDX-License-Identifier: Apache-2.0
 *
 * portal_value.h - values of the portal's JSON, whatever their type, for portal.c. Pure.
 */
#ifndef HENTRA_FORMAT_PORTAL_VALUE_H
#define HENTRA_FORMAT_PORTAL_VALUE_H

#include "producers/format/portal.h"

struct portal_reading {
        const struct portal *portal;
        struct portal_event *out;
        struct portal_tally *tally;
        struct err *e;
};

/* Empty: absent. POISON: longer than `most` bytes, or a number with a fraction, since the zeros at its end
 * are lost (MaTTHC 1.004870). */
MUST enum fault portal_read_text(struct portal_reading *r, const struct json_node *object, const char *key,
                                 size_t most, struct text *out);

/* NO_TIME: absent, or true, false or before `earliest`, which count as odd. POISON: no date, or a number with
 * a fraction, which may have lost digits. */
MUST enum fault portal_read_time(struct portal_reading *r, const struct json_node *object, const char *key,
                                 micros *out);

enum { PORTAL_ABSENT = -1, PORTAL_ODD = -2 };
/* A number of at most two digits, or one of these. */
int portal_code(const struct json_node *object, const char *key);
/* "0" or false, "1" or true (or the code `also`); all else is absent. */
enum truth portal_truth(const struct json_node *object, const char *key, int also);
/* The same over a list: YES when one item says so, NO when none does and one says no. */
enum truth portal_any(const struct json_node *list, const char *key, int also);

/* FEE_PAYABLE: a line has a price. FEE_ZERO: each has the price 0. Without lines, or with one that has no
 * price, unknown. */
enum fee portal_fee(const struct json_node *lines);

/* True when a result has a file that is not one of the papers handed in: without a result file some systems
 * send the first of those. */
bool portal_has_result_file(const struct json_node *results, const struct json_node *papers);

#endif
