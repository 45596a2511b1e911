/* SPDX-License-Identifier: Apache-2.0
 *
 * routes.h - the paths of the dashboard's interface, and what each may be asked with. Pure.
 */
#ifndef HENTRA_DASHBOARD_ROUTES_H
#define HENTRA_DASHBOARD_ROUTES_H

#include "consumers/dashboard/job.h"
#include <stdbool.h>
#include <stddef.h>

struct route {
        enum route_kind {
                ROUTE_ASK, /* a worker answers, by `ask` */
                ROUTE_LOGIN,
                ROUTE_LOGOUT,
                ROUTE_LIVE
        } kind;
        const char *path; /* ends with '/': a name follows */
        bool posts;       /* by POST, else by GET */
        bool json;        /* the body is an object of JSON; else it is a file */
        enum ask ask;
        const char *parameters; /* with a space behind each */
        bool shared;            /* the same for all of a role: asked once for all who wait */
};

/* NULL: there is none. `*name` is what follows the path, "" where nothing does; one without a name is no
 * route. */
const struct route *route_find(const char *path, const char **name);
bool route_takes(const struct route *r, const char *parameter);

/* Gives the type of the file "late.csv", and the length of its name before the dot. NULL: no such file. */
const char *download_type(const char *name, size_t *stem);

#endif
