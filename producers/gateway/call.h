/* SPDX-License-Identifier: Apache-2.0
 *
 * call.h - a call of the portal's interface, in each of the three ways that systems make it. Pure.
 *
 *     OC   POST /oc/login  {username, password}
 *          POST /oc        {session, madonvi, service, isUpdating, data: […]}
 *     TD   POST /td/create, /td/update, /td/steps          […]
 *     HG   POST /hg/SERVICE?MaDinhDanhDV=…&isUpdating=…    […]
 *
 * A key of the client may follow the first part of each path: /td/KEY/create.
 */
#ifndef HENTRA_GATEWAY_CALL_H
#define HENTRA_GATEWAY_CALL_H

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/lib/json_list.h"
#include "producers/format/portal.h"
#include <stdbool.h>

enum call_kind { CALL_LOGIN, CALL_DOCUMENTS, CALL_STEPS, CALL_LOOKUP, CALL_KINDS };

struct call_route {
        bool in_body; /* OC: the service is named in the body */
        bool creates; /* TD: by the path */
        enum call_kind kind;
        struct text key; /* empty: none */
};

struct call {
        enum call_kind kind;
        bool creates; /* it says that its dossiers are new: a hint, since every call creates or replaces */
        struct text madonvi, session, username, password; /* empty: not said */
        const struct json_node *dossiers;                 /* a list, or one dossier */
        const struct json_gaps *gaps;                     /* those of the list that could not be read */
        char digits[4][PORTAL_DIGITS]; /* of these texts where they are numbers: do not copy it */
};

/* False: no such path. The texts point into it. */
bool call_route(const char *path, struct call_route *route);

struct call_limits {
        int depth;
        size_t dossiers, values; /* as json_size_of() counts them */
};

/* The body of a call, where one dossier that cannot be read is no hindrance to the others. For POISON, root
 * and gaps see json_list_read(). A list without fault may have more than these dossiers. */
MUST enum fault call_read_body(const struct call_route *route, struct text body,
                               const struct call_limits *limits, struct json_node **root,
                               struct json_gaps *gaps, struct err *e);

/* POISON, with a text for the sender: the body is no call. Texts point into body and `madonvi`, which like
 * `updating` is of the URL (NULL: not said). Without gaps. */
MUST enum fault call_read(const struct call_route *route, const struct json_node *body, const char *madonvi,
                          const char *updating, struct call *c, struct err *e);

size_t call_dossiers(const struct call *c);
const struct json_node *call_dossier(const struct call *c, size_t i);
/* POISON, with a text for the sender: this one could not be read; of its node only MaHoSo is true, if it has
 * one. */
MUST enum fault call_dossier_check(const struct call *c, size_t i, struct err *e);

#endif
