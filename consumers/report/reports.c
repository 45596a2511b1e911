/* SPDX-License-Identifier: Apache-2.0
 *
 * reports.c - the table of reports.
 */
#include "consumers/report/reports.h"

#include "core/base/args.h"

#define REPORT_ADDRESS(name) &report_##name,
const struct report *const reports[] = {REPORTS(REPORT_ADDRESS) NULL};

enum { REPORT_COUNT = sizeof(reports) / sizeof(reports[0]) - 1 };

enum fault report_find(struct text name, const struct report **out, struct err *e)
{
        const char *names[REPORT_COUNT];
        int chosen = 0;
        for (int i = 0; i < REPORT_COUNT; i++)
                names[i] = reports[i]->name;
        if (args_choose_word("report", name, names, REPORT_COUNT, &chosen, e) != OK)
                return e->kind;
        *out = reports[chosen];
        return OK;
}
