/* SPDX-License-Identifier: Apache-2.0
 *
 * assets.h - the files of the page, which are in the program: with an ETag, and packed where the client
 * takes it.
 */
#ifndef HENTRA_DASHBOARD_ASSETS_H
#define HENTRA_DASHBOARD_ASSETS_H

#include "core/lib/httpd.h"

/* Called once. */
void assets_open(void);
/* Answers a GET or HEAD of any path that is not of the interface: the file, or index.html for a path that
 * names none and has no dot in its last part, since views of the page have paths of their own; else 404. */
void asset_reply(struct httpd_request *r);

/* The lines of every head of the dashboard; ends with a NULL name. */
extern const struct httpd_field safe_fields[];
enum { SAFE_FIELDS = 5 };

#endif
