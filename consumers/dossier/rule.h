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
        bool stopped_is_end; /* status 8: form 06 (TT 01/2020/TT-VPCP) pauses, index 766 ends */
        const char *about, *about_vietnamese;
        /* Hash of the facts that these rules derive from a fixed corpus:
         * tests/unit/consumers/dossier/test_rule_fingerprint.c */
        int64_t fingerprint;
};

/* Versions 1 to 4 were earlier readings of the same two rules: 1 and 2 took an entry that a log repeated for
 * a correction, counted an end years ahead, and let a hash decide between rows of one export; 3 and 4 knew
 * nothing that a source takes back. docs/upgrading.md lists the figures that differ. */
enum { RULE_FORM06 = 5, RULE_INDEX766 = 6 };

/* NULL: no such version, or one that was replaced. */
const struct rule *rule_of(int version);
/* The version that replaced this one; 0: none did. */
int rule_successor(int version);

#endif
