/* SPDX-License-Identifier: Apache-2.0
 *
 * test_mapping_portal.c - a mapping of the portal's documents has units and no columns.
 */
#include "producers/format/mapping.h"
#include "producers/format/row.h"
#include "tests/support/unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum fault open_text(struct mapping **m, const char *text, struct err *e)
{
        char path[] = "/tmp/hentra-mapping-XXXXXX";
        const int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, text, strlen(text)), strlen(text));
        close(fd);
        const enum fault fault = mapping_open(m, path, e);
        unlink(path);
        return fault;
}

#define CSV                                                                                         \
        "[file]\nrow = case\n[dates]\nformats = %Y%m%d%z\n[columns]\ndossier_id = a\n[constants]\n" \
        "source = s\nagency = a\n[case]\nRECEIVED = b\n"
#define PORTAL                                                                                              \
        "[file]\nformat = portal\nrow = case\n[dates]\nzone = Asia/Ho_Chi_Minh\n[constants]\nsource = td\n" \
        "agency = H15\n"

static void reads_a_portal(void **state)
{
        (void)state;
        struct mapping *m;
        struct err e;
        if (open_text(&m, PORTAL "[units]\nSo\xcc\x9b\xcc\x89 Nội vụ = H15.05\nUBND xã A = H15.50\n", &e) !=
            OK)
                fail_msg("%s", e.text);
        assert_int_equal(m->format, MAP_FORMAT_PORTAL);
        assert_int_equal(m->unit_n, 2);
        assert_string_equal(m->units[0].name, "Sở Nội vụ"); /* composed */
        assert_string_equal(m->units[0].code, "H15.05");
        assert_string_equal(m->field[MAP_agency].constant->text, "H15");
        /* It has no columns, so no row can be read by it. */
        struct row_layout layout;
        const struct row names = {0};
        const char *column;
        assert_int_equal(row_bind(&layout, m, &names, &column, &e), POISON);
        assert_string_equal(column, "");
        mapping_close(m);
}

/* Mappings that are wrong in one way each, and what their refusal says. */
static const struct {
        const char *text, *says;
} bad[] = {
        {"[file]\nformat = json\n", ":2: format = 'json' is unknown; allowed: csv, portal"},
        {"[file]\nformat = csv\nformat = portal\n", ":3: format is given twice"},
        {CSV "[units]\na = b\n", ":13: [units] belongs to format = portal"},
        {PORTAL "[units]\na = \n", ":10: the code of an agency has 1 to 64 bytes"},
        {PORTAL "[units]\na = b\na = c\n", ":11: the unit 'a' is given twice"},
        {PORTAL "[file]\nrow = both\n", "allowed with format = portal: case (a line is a document"},
        {PORTAL "[file]\ndelimiter = ;\n", "delimiter does not belong to format = portal"},
        {PORTAL "[columns]\ndue_at = NgayHenTra\n", "[columns] does not belong to format = portal"},
        {PORTAL "[case]\nRECEIVED = NgayTiepNhan\n", "[case] does not belong to format = portal"},
        {PORTAL "[constants]\nlevel = COMMUNE\n", "another one of [constants] than source and agency"},
        {PORTAL "[dates]\nformats = %Y%m%d\n", "another key of [dates] than zone does not belong to"},
        {PORTAL "[file]\nrow = event\ncomplete = yes\n", "complete belongs to row = case"},
        {"[file]\nformat = portal\nrow = case\n[dates]\nzone = UTC\n[constants]\nagency = a\n",
         "source is missing: name it in [constants]"},
        {"[file]\nformat = portal\nrow = case\n[dates]\nzone = UTC\n[constants]\nsource = a\n",
         "agency (of dossiers whose number names none) is missing"},
        {"[file]\nformat = portal\nrow = case\n[constants]\nsource = a\nagency = a\n", "[dates] needs zone"},
};

static void refuses(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                struct mapping *m;
                struct err e = {0};
                assert_int_equal(open_text(&m, bad[i].text, &e), USAGE);
                assert_null(m);
                if (!strstr(e.text, bad[i].says))
                        fail_msg("case %zu: '%s' does not say '%s'", i, e.text, bad[i].says);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_a_portal),
                cmocka_unit_test(refuses),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
