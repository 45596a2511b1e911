/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard.h - the server of the page: one loop that waits for nothing but its descriptors, and processes
 * that ask the warehouse (workers/pool.h).
 */
#ifndef HENTRA_DASHBOARD_DASHBOARD_H
#define HENTRA_DASHBOARD_DASHBOARD_H

#include "core/lib/conf.h"
#include "core/program/needs.h"

struct dashboard;
/* `listen` NULL: by dashboard.listen. USAGE: a setting. FATAL: it cannot listen. Close it in any case. */
MUST enum fault dashboard_open(struct dashboard **d, struct conf *conf, const char *listen, struct err *e);
void dashboard_run(struct dashboard *d);   /* until a stop is asked */
void dashboard_close(struct dashboard *d); /* NULL is fine */

#endif
