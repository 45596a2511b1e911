/* SPDX-License-Identifier: Apache-2.0
 *
 * rule.h - the versions of the rules. A warehouse has one, kept in its row `warehouse.rule_version`.
 */
#ifndef HENTRA_DOSSIER_RULE_H
#define HENTRA_DOSSIER_RULE_H

#include "core/base/moment.h"
#include <stdbool.h>

struct rule {
        int version;
        bool stopped_is_end;       /* status 8: form 06 (TT 01/2020/TT-VPCP) pauses, index 766 ends */
        micros backdate_tolerance; /* how long after the due date an open statement may still arrive */
        const char *about;
};

enum { RULE_FORM06 = 1, RULE_INDEX766 = 2 };

/* NULL: no such version. */
const struct rule *rule_of(int version);

#endif
