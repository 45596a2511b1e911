/* SPDX-License-Identifier: Apache-2.0
 *
 * rule.c - the versions of the rules, as data.
 *
 * Rule: what sources disagree on is a column here, never an `if` on a version elsewhere.
 * So: a version that was ever used by a warehouse is never edited; a new reading is a new row. A warehouse
 * remembers the fingerprint beside the number.
 */
#include "consumers/dossier/rule.h"
#include <stddef.h>

static const struct rule rules[] = {
        {RULE_FORM06, false,
         "form 06 (TT 01/2020/TT-VPCP): a stopped dossier is still in process, as if paused",
         "biểu số 06, TT 01/2020/TT-VPCP: hồ sơ dừng xử lý vẫn là đang giải quyết, như tạm dừng",
         4390757633509261469},
        {RULE_INDEX766, true, "index 766 (QĐ 766/QĐ-TTg): a stopped dossier has ended",
         "bộ chỉ số 766, QĐ 766/QĐ-TTg: hồ sơ dừng xử lý là đã kết thúc", 4011713058509127530},
};

const struct rule *rule_of(int version)
{
        for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
                if (rules[i].version == version)
                        return &rules[i];
        return NULL;
}

int rule_successor(int version)
{
        if (version < 1 || version >= RULE_FORM06)
                return 0;
        return version % 2 ? RULE_FORM06 : RULE_INDEX766; /* 1 and 3, 2 and 4 */
}
