/* SPDX-License-Identifier: Apache-2.0
 *
 * kind.c - the table of the catalogues.
 */
#include "consumers/catalogue/kind.h"

#include "core/base/event.h"
#include "generated/embedded.h"

const char *const catalogue_names[CATALOGUE_COUNT] = {"agencies", "procedures", "aliases", "affixes"};

static const char overlaps[] = "its time is empty or overlaps an earlier line of the same code",
                  nameless[] =
                          "the agency is in no catalogue: import it first (hentra catalogue import agencies)",
                  unitless[] = "'duration' and 'duration_unit' go together",
                  undated[] =
                          "the warehouse has several versions of it: the file needs the column 'valid_from' "
                          "and all of them, as `hentra catalogue show` prints them with --format csv",
                  stranger[] =
                          "its parent or successor is neither in the file nor in the warehouse: correct it, "
                          "or give it a line of its own";

static const struct catalogue_kind kinds[CATALOGUE_COUNT] = {
        [CATALOGUE_AGENCIES] =
                {.name = "agencies",
                 .column = {{"code", C_CODE, true},
                            {"name", C_TEXT, true},
                            {"level", C_LEVEL, true},
                            {"parent", C_CODE, false},
                            {"province", C_TEXT, false},
                            {"successor", C_CODE, false},
                            {"vertical", C_YES, false},
                            {"valid_from", C_DATE, false},
                            {"valid_to", C_DATE, false}},
                 .stage = SQL_catalogue_agency_stage,
                 .copy = SQL_catalogue_agency_copy,
                 .copy_columns = COLS_catalogue_agency_copy,
                 .check = {{SQL_catalogue_agency_undated, undated, COL_catalogue_agency_undated_line, true},
                           {SQL_catalogue_agency_overlap, overlaps, COL_catalogue_agency_overlap_line, false},
                           {SQL_catalogue_agency_stranger, stranger, COL_catalogue_agency_stranger_line,
                            false}},
                 .keep = SQL_catalogue_agency_keep,
                 .diff = SQL_catalogue_agency_diff,
                 .show = SQL_catalogue_agency_show,
                 .merge = {SQL_catalogue_agency_members, SQL_catalogue_agency_prune,
                           SQL_catalogue_agency_versions},
                 .matches = true},
        [CATALOGUE_PROCEDURES] = {.name = "procedures",
                                  .column = {{"code", C_CODE, true},
                                             {"name", C_TEXT, true},
                                             {"field", C_CODE, false},
                                             {"field_name", C_TEXT, false},
                                             {"service", C_SERVICE, false},
                                             {"statutory_minutes", C_COUNT, false},
                                             {"has_fee", C_YES, false},
                                             {"fee_online", C_YES, false},
                                             {"returns_paper", C_YES, false},
                                             {"duration", C_COUNT, false},
                                             {"duration_unit", C_UNIT, false},
                                             {"valid_from", C_DATE, false},
                                             {"valid_to", C_DATE, false}},
                                  .stage = SQL_catalogue_procedure_stage,
                                  .copy = SQL_catalogue_procedure_copy,
                                  .copy_columns = COLS_catalogue_procedure_copy,
                                  .check = {{SQL_catalogue_procedure_undated, undated,
                                             COL_catalogue_procedure_undated_line, true},
                                            {SQL_catalogue_procedure_overlap, overlaps,
                                             COL_catalogue_procedure_overlap_line, false},
                                            {SQL_catalogue_procedure_unit, unitless,
                                             COL_catalogue_procedure_unit_line, false}},
                                  .keep = SQL_catalogue_procedure_keep,
                                  .diff = SQL_catalogue_procedure_diff,
                                  .show = SQL_catalogue_procedure_show,
                                  .merge = {SQL_catalogue_procedure_fields, SQL_catalogue_procedure_members,
                                            SQL_catalogue_procedure_prune, SQL_catalogue_procedure_versions},
                                  .cut = SQL_catalogue_procedure_cut},
        [CATALOGUE_ALIASES] =
                {.name = "aliases",
                 .column = {{"alias", C_CODE, true},
                            {"agency", C_CODE, false},
                            {"system", C_SYSTEM, true},
                            {"source", C_CODE, false},
                            {"valid_from", C_DATE, false},
                            {"valid_to", C_DATE, false}},
                 .stage = SQL_catalogue_alias_stage,
                 .copy = SQL_catalogue_alias_copy,
                 .copy_columns = COLS_catalogue_alias_copy,
                 .check = {{SQL_catalogue_alias_undated, undated, COL_catalogue_alias_undated_line, true},
                           {SQL_catalogue_alias_overlap, overlaps, COL_catalogue_alias_overlap_line, false},
                           {SQL_catalogue_alias_nameless, nameless, COL_catalogue_alias_nameless_line,
                            false}},
                 .keep = SQL_catalogue_alias_keep,
                 .diff = SQL_catalogue_alias_diff,
                 .show = SQL_catalogue_alias_show,
                 .merge = {SQL_catalogue_alias_prune, SQL_catalogue_alias_merge},
                 .matches = true},
        [CATALOGUE_AFFIXES] = {.name = "affixes",
                               .column = {{"affix", C_CODE, true},
                                          {"place", C_PLACE, true},
                                          {"used", C_YES, false}},
                               .stage = SQL_catalogue_affix_stage,
                               .copy = SQL_catalogue_affix_copy,
                               .copy_columns = COLS_catalogue_affix_copy,
                               .diff = SQL_catalogue_affix_diff,
                               .show = SQL_catalogue_affix_show,
                               .merge = {SQL_catalogue_affix_merge, SQL_catalogue_affix_prune},
                               .matches = true},
};

const struct catalogue_kind *catalogue_kind(enum catalogue which)
{
        return &kinds[which];
}

struct catalogue_words catalogue_words(enum column_kind kind)
{
        static const char *const yes_no[] = {"no", "yes"}, *const places[] = {"START", "END"},
                                 *const systems[] = {"OLD", "ONE_STOP", "PORTAL", "NAME"},
                                 *const units[] = {"HOUR", "DAY", "WORKING_DAY", "MONTH"};
        switch (kind) {
        case C_YES:
                return (struct catalogue_words){yes_no, 2, 0};
        case C_SYSTEM:
                return (struct catalogue_words){systems, 4, 1};
        case C_PLACE:
                return (struct catalogue_words){places, 2, 1};
        case C_UNIT:
                return (struct catalogue_words){units, 4, 1};
        case C_LEVEL:
                return (struct catalogue_words){level_names + PROVINCE, LEVEL_COUNT - PROVINCE, PROVINCE};
        case C_SERVICE:
                return (struct catalogue_words){service_names, SERVICE_COUNT, 0};
        default:
                return (struct catalogue_words){0};
        }
}
