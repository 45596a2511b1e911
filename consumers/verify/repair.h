/* SPDX-License-Identifier: Apache-2.0
 *
 * repair.h - flows and derived columns written anew from the histories, in one transaction.
 */
#ifndef HENTRA_VERIFY_REPAIR_H
#define HENTRA_VERIFY_REPAIR_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/program/progress.h"
#include <stdbool.h>
#include <stdint.h>

struct repair_result {
        int64_t dossiers, rewritten; /* looked at; columns corrected */
        int64_t flow_rows;           /* of both grains, as written */
        int rule_version;            /* the warehouse's, afterwards */
};

/* Locks the positions until the end: loaders wait, so nothing changes meanwhile.
 * `rule_version` 0 keeps the warehouse's; another one moves the warehouse to it (loaders that still work by
 * the old one stop by themselves). `dry_run` does everything and rolls back. */
MUST enum fault repair_run(const struct conf *conf, int rule_version, bool dry_run, int wait_s,
                           struct progress *progress, struct repair_result *result, struct err *e);

#endif
