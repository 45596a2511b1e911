/* SPDX-License-Identifier: Apache-2.0
 *
 * options.c - see options.h.
 */
#include "consumers/report/options.h"

const struct arg_spec report_options[] = {
        {"list", NULL, "list all reports and end; text, csv or json"},
        {"period", "NAME",
         "ND09:2022-Q1, CAL:2022-07, ND09:2022-H1, CAL:2022 (ND09: from the 15th to the 14th)"},
        {"from", "DAY", "first local day (default: the first there is)"},
        {"to", "DAY",
         "last local day (default: today, or the day of --as-of); nothing after today counts, also of "
         "--period"},
        {"as-of", "TIME", "what had happened by then, as it is known now: \"2022-09-30 17:00\""},
        {"known-at", "TIME",
         "as it was known then; --as-of is then the same time unless it is given. Exact where sources tell "
         "since when a document holds, else a return to what was said before may be dated too early"},
        {"class", "day|instant", "late by local day (default), or by the instant"},
        {"by", "GROUP[,GROUP]",
         "level (default), agency, field, procedure, channel, province; level,field is the official form; of "
         "index766 unit: departments, districts and communes, too"},
        {"restated", "DAY|today",
         "agencies as they are on that local day, after every merger until then (default: as they were on "
         "the day of each fact)"},
        {"kind", "KIND", "DOSSIER (default), PETITION or TASK"},
        {"agency", "CODE", "count this agency alone"},
        {"field", "CODE", "a list: of this field alone; UNKNOWN: of none"},
        {"procedure", "CODE", "a list: of this procedure alone, by its code or the first part of it"},
        {"state", "STATE", "in this state alone: late OVERDUE or RESOLVED_LATE, foresight RUNNING or PAUSED"},
        {"order", "agency|late", "late: by agency (default), or the longest late first"},
        {"min-days", "N", "late: by N working days of 8 hours, or more"},
        {"mark", "NAME", "quality: with this mark alone"},
        {"due-from", "DAY", "foresight: to be returned on this local day or later"},
        {"due-to", "DAY", "foresight: to be returned on this local day or before"},
        {"unit", "NAME", "official form: the reporting unit (default: dots to write on)"},
        {"with-vertical", NULL, "count the agencies of ministries too"},
        {"form", "plain|official",
         "form06: official is the printed form, columns (1) to (11) with signatures, by level and field; "
         "text, "
         "xlsx or html"},
        {"pages", "level|agency", "official form: a page for each level, or for each agency with its fields"},
        {"version", "NAME", "index766: by this version of its rules alone (default: all, side by side)"},
        {"rules", "FILE",
         "index766: the rules of this file in place of the built-in ones (hentra index rules)"},
        {"freeze", "NAME",
         "keep the report under this name, for good: rows, question, rule version, what was known, and a "
         "hash "
         "of all"},
        {"dossiers", NULL,
         "diff: list every dossier that was corrected, with its cause, in place of the figures"},
        {"limit", "N", "a list: N rows at most"},
        {"offset", "N", "a list: without its first N rows"},
        {"lang", "vi|en", "language of the titles (default en; the official form is Vietnamese)"},
        {"format", "text|csv|json|xlsx|html",
         "text (default), CSV, a JSON array, a workbook, or a page for print"},
        {"output", "FILE",
         "write to FILE, which is replaced when all of it is there (default: standard output)"},
        {"delimiter", "CHAR", "CSV: between cells: , (default), ; or tab; a Vietnamese Excel takes ;"},
        {"decimal", "point|comma", "CSV: in rates (default point); a Vietnamese Excel takes a comma"},
        {"bom", NULL, "CSV: begin with a byte-order mark, by which Excel knows UTF-8"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

enum fault options_check(const struct args *a, const struct report *r, struct err *e)
{
        static const struct {
                const char *option;
                unsigned takes;
        } some[] = {{"by", TAKES_BY | TAKES_INDEX}, {"kind", TAKES_KIND},
                    {"class", TAKES_CLASS},         {"as-of", TAKES_AS_OF},
                    {"known-at", TAKES_AS_OF},      {"with-vertical", TAKES_VERTICAL},
                    {"agency", TAKES_AGENCY},       {"form", TAKES_OFFICIAL},
                    {"pages", TAKES_OFFICIAL},      {"unit", TAKES_OFFICIAL},
                    {"restated", TAKES_RESTATED},   {"version", TAKES_INDEX},
                    {"rules", TAKES_INDEX},         {"field", TAKES_PROCEDURE},
                    {"procedure", TAKES_PROCEDURE}, {"state", TAKES_LATE | TAKES_DUE},
                    {"min-days", TAKES_LATE},       {"order", TAKES_LATE},
                    {"mark", TAKES_MARK},           {"due-from", TAKES_DUE},
                    {"due-to", TAKES_DUE}};
        for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
                if (args_text(a, some[i].option) && !(r->takes & some[i].takes))
                        return fail(e, USAGE, "--%s does not go with the report %s (hentra report --list)",
                                    some[i].option, r->name);
        }
        static const char *const late[] = {"OVERDUE", "RESOLVED_LATE"}, *const open[] = {"RUNNING", "PAUSED"};
        int state = 0;
        return args_choice(a, "state", r->takes & TAKES_LATE ? late : open, 2, &state, e);
}
