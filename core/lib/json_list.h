/* SPDX-License-Identifier: Apache-2.0
 *
 * json_list.h - a list of objects from strangers, some of which may be broken: the others are read all the
 * same.
 *
 * Rule: a text without fault is read once, as json_read() does. Only another one is cut into the elements of
 * its list, by quotes and brackets alone, and each is read by itself. So an element can be left out that has
 * a key twice, bytes that are no UTF-8, or what is no JSON, as long as its quotes and brackets match.
 * Rule: the work is bounded before it is done. What has too many values is neither read nor cut, and of a
 * list no more elements are cut off than it may have.
 */
#ifndef HENTRA_LIB_JSON_LIST_H
#define HENTRA_LIB_JSON_LIST_H

#include "core/lib/json.h"

struct json_list_form {
        const char *key;      /* of the list in the object that the text is; NULL: the text is the list */
        const char *name;     /* of the member that names an element */
        int depth_most;       /* of lists and objects within each other */
        size_t values_most;   /* of json_size_of(), before anything is read; 0: any number */
        size_t elements_most; /* of a list that has to be cut; 0: any number */
};

/* An element that was left out. In its place is an object with its name alone, or null where the name cannot
 * be known. */
struct json_gap {
        size_t place;
        const char *reason; /* constant: it holds nothing of the text */
};
struct json_gaps {
        struct json_gap *of; /* by place */
        size_t n;
        bool too_large; /* with POISON: the text is beyond a bound of its form */
};

/* POISON, with a text that holds nothing of the one that was read: there is no such list, or what is around
 * it cannot be read. Close the root by json_close(), and *gaps in any case. */
MUST enum fault json_list_read(struct json_node **root, struct json_gaps *gaps, struct text text,
                               const struct json_list_form *form, struct err *e);
void json_gaps_close(struct json_gaps *gaps);
const char *json_gap_at(const struct json_gaps *gaps, size_t place); /* NULL: this element was read */

/* The bytes of a member of an object that was not read, found by quotes and brackets. False: it is not there,
 * or twice, or the text is no object. */
bool json_raw_member(struct text object, const char *key, struct text *value);

#endif
