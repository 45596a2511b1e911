/* SPDX-License-Identifier: Apache-2.0
 *
 * model.h - curves of all groups of a warehouse: each shrunk to its parent (estimate.h). Pure.
 *
 * Groups are, from the top: all of a kind of case; those of one field; of one procedure; of one procedure and
 * term; and these at one agency, which is the one that has the dossier, or had it when it ended. The term is
 * the working time from the reception to the return date that was stated first, in whole days: who has twenty
 * days takes longer than who has five, also of one procedure. When a pause is over, it is what the present
 * return date allows, less all pauses: where the date was not moved, fewer days are left to the office than
 * to those that were never paused, and it hurries. So a dossier goes on with another group then, as one that
 * comes in at its age; where the date was moved by as much, with the same.
 *
 * The weight k of a parent is one for all groups of a grain. A group with fewer lifetimes than k has no curve
 * of its own: more than half of it would be the parent's, which stands for it. Nor has one that is all of its
 * parent.
 *
 * Where those of an agency were not watched for long, their curve goes on as that of all agencies, and is
 * known as far, since those have the same procedure and term. It is not so between other grains: what takes
 * long in a field are procedures with longer terms, which tell nothing of one with a short term.
 */
#ifndef HENTRA_FORESIGHT_MODEL_H
#define HENTRA_FORESIGHT_MODEL_H

#include "consumers/foresight/estimate.h"

/* Stored in foresight_curve.grain. */
enum group_grain { OF_ALL, OF_FIELD, OF_PROCEDURE, OF_TERM, OF_AGENCY, GROUP_GRAINS };
enum { NO_TERM = -1 }; /* no return date was stated */

struct group_key { /* below its grain everything is 0 */
        uint8_t case_kind, grain;
        uint32_t field, procedure, agency; /* 0: none was said */
        int32_t term;
};

struct observed { /* grain OF_AGENCY */
        struct group_key key;
        struct lifetime lifetime;
};

struct group {
        struct group_key key;
        struct curve curve;
};

struct model {               /* zero is empty */
        struct group *group; /* by key */
        size_t n, room;
        double k[GROUP_GRAINS]; /* weight of the parent; of OF_ALL none */
};

/* Sorts the lifetimes. */
void model_fit(struct model *m, struct observed *observed, size_t n);
void model_free(struct model *m); /* twice is fine */

/* The finest group that has a curve; NULL: nothing of this kind of case was seen. */
const struct group *model_find(const struct model *m, const struct group_key *key);

#endif
