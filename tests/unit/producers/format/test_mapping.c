/* SPDX-License-Identifier: Apache-2.0
 *
 * test_mapping.c - a good mapping is read as it says, a bad one is refused by a line that helps.
 */
#include "producers/format/mapping.h"
#include "producers/format/personal.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum fault open_text(struct mapping **m, const char *text, struct err *e)
{
        char path[] = "/tmp/hentra-mapping-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, text, strlen(text)), strlen(text));
        close(fd);
        enum fault fault = mapping_open(m, path, e);
        unlink(path);
        return fault;
}

#define FILE_EVENT    "[file]\nrow = event\n"
#define FILE_CASE     "[file]\nrow = case\n"
#define DATES         "[dates]\nformats = %d/%m/%Y %H:%M\nzone = Asia/Ho_Chi_Minh\n"
#define COLUMNS_EVENT "[columns]\ndossier_id = so\noccurred_at = luc\nstatus = trang thai\n"
#define CONSTANTS     "[constants]\nsource = mot-cua\nagency = 000.00.22.H58\n"
#define GOOD          FILE_EVENT DATES COLUMNS_EVENT CONSTANTS

static void reads_everything(void **state)
{
        (void)state;
        struct mapping *m;
        struct err e;
        if (open_text(
                    &m,
                    "# an office\n[file]\nrow = both\ndelimiter = tab\nabsent = NULL | -\npersonal = Can bo\n"
                    "encoding = windows-1258\nstated_at = so-%Y%m%d.csv\nreturning = new\n"
                    "[dates]\nformats = %d/%m/%Y %H:%M:%S | %Y-%m-%dT%H:%M:%S%f%z\nzone = Asia/Ho_Chi_Minh\n"
                    "gap = reject\noverlap = second\ndue_day = start\n"
                    "[columns]\ndossier_id = case:id\nagency = don vi\noccurred_at = time:at\nchannel = "
                    "kenh\n"
                    "[constants]\nsource = s\nstatus = PROCESSING\nlevel = DISTRICT\n"
                    "[case]\nRECEIVED = tiep nhan\nRETURNED = tra\n"
                    "[values channel]\nONLINE = 2 | Qua mang\nDIRECT = 1\nempty = DIRECT\nother = UNKNOWN\n"
                    "[values agency]\nH58-01 = Sở Nội vụ\nother = keep\n",
                    &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(m->row, MAP_ROW_BOTH);
        assert_int_equal(m->delimiter, '\t');
        assert_string_equal(m->encoding, "windows-1258");
        assert_string_equal(m->stated_at, "so-%Y%m%d.csv");
        assert_true(m->returning_new);
        assert_true(map_list_has(&m->absent, TEXT("-")));
        assert_false(map_list_has(&m->absent, TEXT("x")));
        assert_int_equal(m->dates.formats, 2);
        assert_string_equal(m->dates.format[1], "%Y-%m-%dT%H:%M:%S%f%z");
        assert_true(m->dates.gap_reject && m->dates.overlap_second && m->dates.due_day_starts);
        assert_string_equal(m->field[MAP_dossier_id].column.name, "case:id");
        assert_string_equal(m->case_column[RETURNED].name, "tra");
        assert_null(m->case_column[RESOLVED].name);
        const struct map_values *channel = &m->field[MAP_channel].values;
        assert_int_equal(map_values_find(channel, TEXT("Qua mang"))->code, ONLINE);
        assert_int_equal(map_values_find(channel, TEXT("1"))->code, DIRECT);
        assert_null(map_values_find(channel, TEXT("")));
        assert_int_equal(channel->empty->code, DIRECT);
        assert_int_equal(channel->other->code, CHANNEL_UNKNOWN);
        assert_string_equal(map_values_find(&m->field[MAP_agency].values, TEXT("Sở Nội vụ"))->text, "H58-01");
        assert_true(m->field[MAP_agency].values.other->keep);
        assert_int_equal(m->field[MAP_level].constant->code, DISTRICT);
        mapping_close(m);
}

static void reads_what_a_later_row_means(void **state)
{
        (void)state;
#define CASE DATES "[columns]\ndossier_id = so\n" CONSTANTS "[case]\nRECEIVED = a\n"
        static const struct {
                const char *text;
                bool complete, reopens;
        } good[] = {{FILE_CASE CASE, false, false},
                    {FILE_CASE "complete = no\nemptied_end = withdrawn\n" CASE, false, false},
                    {FILE_CASE "complete = yes\nemptied_end = reopened\n" CASE, true, true}};
#undef CASE
        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
                struct mapping *m;
                struct err e;
                if (open_text(&m, good[i].text, &e) != OK)
                        fail_msg("%s", e.text);
                assert_int_equal(m->complete, good[i].complete);
                assert_int_equal(m->end_reopens, good[i].reopens);
                mapping_close(m);
        }
}

#define ENDS     FILE_CASE DATES "[columns]\ndossier_id = so\n[case]\nRECEIVED = a\n"
#define ENDS_DUE ENDS "[columns]\ndue_at = due\n[made]\ndue = DAY + ' ' + HOUR\nother = WHEN | DAY\n"

/* Mappings that are wrong in one way each, and what their refusal says. */
static const struct {
        const char *text, *says;
} bad[] = {
        {GOOD "[nonsense]\na = b\n", ":14: there is no section [nonsense]; allowed: [file]"},
        {"[file]\nrow = rows\n", ":2: row = 'rows' is unknown; allowed: event, case, both"},
        {"[file]\nrwo = event\n", ":2: [file] has no 'rwo'; allowed: row, delimiter"},
        {"[file]\ndelimiter = :\n", "allowed: , ; | tab"},
        {"[file]\nencoding = utf-61\n", ":2: encoding = 'utf-61' is unknown; allowed: utf-8, utf-16"},
        {"[file]\nencoding = utf-16//IGNORE\n", "is unknown; allowed: utf-8"},
        {"[file]\nstated_at = %Y.csv\n", ":2: stated_at = '%Y.csv': it needs %Y and %m"},
        {"[file]\nstated_at = %Y%m%d\nstated_at = %Y%m%d\n", ":3: stated_at is given twice"},
        {"[file]\nreturning = new\nreturning = new\n", "returning is given twice"},
        {"[file]\nreturning = old\n", "returning = 'old' is unknown; allowed: same, new"},
        {"[file]\nstated_at = %Y%m%d\nrow = event\n[dates]\nformats = %Y%m%d%z\n" COLUMNS_EVENT CONSTANTS,
         "[dates] needs zone (for example Asia/Ho_Chi_Minh): the times that files' names"},
        {"[file]\ncomplete = maybe\n", ":2: complete = 'maybe' is unknown; allowed: no, yes"},
        {"[file]\nemptied_end = open\n", ":2: emptied_end = 'open' is unknown; allowed: withdrawn, reopened"},
        {"[file]\ncomplete = no\ncomplete = yes\n", ":3: complete is given twice"},
        {GOOD "[file]\ncomplete = yes\n", ":14: complete belongs to row = case: only there a row is all"},
        {GOOD "[file]\ncomplete = no\n", ":14: complete belongs to row = case"},
        {"[file]\nrow = both\nemptied_end = withdrawn\n" DATES COLUMNS_EVENT CONSTANTS
         "[case]\nRECEIVED = a\n",
         ":3: emptied_end belongs to row = case"},
        {FILE_CASE "complete = yes\n" DATES "[columns]\ndossier_id = so\nsource = nguon\n"
                   "[constants]\nagency = a\n[case]\nRECEIVED = a\n",
         ":3: complete = yes needs source in [constants]"},
        {FILE_CASE "complete = yes\nreturning = same\n" DATES "[columns]\ndossier_id = so\n"
                   "[constants]\nsource = t\nagency = a\n[case]\nRECEIVED = a\n",
         ":4: complete = yes needs returning = new"},
        {"[file]\nabsent = a || b\n", ":2: 'absent': nothing between"},
        {"[dates]\nformats = %d.%m.%y\n", ":2: format '%d.%m.%y': the parts are %Y"},
        {"[dates]\nformats = %H:%M\n", "needs %Y, %m and %d"},
        {"[dates]\nformats = %Y%m%\n", "the parts are"},
        {"[dates]\nzone = Asia/Saigonn\n", ":2: "},
        {"[dates]\nformats = %-d%m%Y\n", ":2: format '%-d%m%Y': behind %-m, %-d, %-H or %-I"},
        {"[dates]\nmidnight = noon\n", ":2: midnight = 'noon' is unknown; allowed: instant, day"},
        {"[dates]\nhour = 12\n", "[dates] has no 'hour'; allowed: formats, zone, gap, overlap, due_day, mid"},
        {"[dates level]\nmidnight = day\n", "'level' is no time; allowed: submitted_at, due_at"},
        {"[dates UNKNOWN]\nmidnight = day\n", "'UNKNOWN' is no time; allowed"},
        {"[dates due_at]\nzone = UTC\nzone = UTC\n", ":3: zone is given twice"},
        {GOOD "[dates due_at]\nmidnight = day\n", ":14: [dates due_at] needs a column of due_at"},
        {GOOD "[dates RECEIVED]\nmidnight = day\n", ":14: [dates RECEIVED] needs a column of RECEIVED"},
        {FILE_EVENT
         "[dates]\nformats = %Y%m%d%z\n[dates occurred_at]\nformats = %Y%m%d\n" COLUMNS_EVENT CONSTANTS,
         ":6: [dates occurred_at] needs zone (for example Asia/Ho_Chi_Minh): format '%Y%m%d'"},
        {"[dates]\ngap = skip\n", "gap = 'skip' is unknown; allowed: forward, reject"},
        {"[columns]\ndosier_id = a\n", "'dosier_id' is no field that can come from a column; allowed: "},
        {"[columns]\nagency =\n", "'agency' names no column"},
        {"[columns]\nagency = a\nagency = b\n", ":3: 'agency' is given twice"},
        {"[constants]\nlevel = WARD\n", "'WARD' is no level; allowed: UNKNOWN, PROVINCE, DISTRICT"},
        {"[constants]\ndue_at = 2022\n", "'due_at' is no field that can be a constant"},
        {"[constants]\nagency = 12345678901234567890123456789012345678901234567890123456789012345\n",
         "agency has 1 to 64 bytes"},
        {"[case]\nACCEPTED = a\n", "'ACCEPTED' is no status; allowed: UNKNOWN, REGISTERED, RECEIVED"},
        {"[case]\nUNKNOWN = a\n", ":2: [case] names statuses"},
        {"[values channel]\nONLINE = a | b\nDIRECT = b\n", ":3: the cell 'b' is listed twice"},
        {"[values channel]\nWEB = a\n", "'WEB' is no channel"},
        {"[values due_at]\nx = a\n", "'due_at' is no field that can have a value map"},
        {"[values channel]\nother = keep\n", "'keep' is no channel"},
        {"[values digitised]\nYES = 1\nother = maybe\n", "allowed: absent, NO, YES"},
        {"[file]\ntrim =\n", ":2: trim = texts with one space between them, or characters as U+00A0"},
        {"[file]\ntrim = a\ntrim = b\n", ":3: trim is given twice"},
        {"[file]\ntrim = U+0027\n", ":2: trim: 'U+0027' is no character; U+ and four digits"},
        {"[file]\ntrim = ' U+A0\n", ":2: trim: 'U+A0' is no character"},
        {"[file]\ntrim = U+1F4CC\n", ":2: trim: 'U+1F4CC' is no character"},
        {"[file]\ntrim = U+0x80\n", ":2: trim: 'U+0x80' is no character"},
        {"[file]\ntrim = U+D800\n", ":2: trim: 'U+D800' is no character"},
        {"[file]\ntrim = U+00G0\n", ":2: trim: 'U+00G0' is no character"},
        {"[made]\nx = a\nx = b\n", ":3: 'x' is given twice"},
        {"[made]\nx = a + \n", ":2: 'x': a column is missing"},
        {"[made]\nx = a | | b\n", ":2: 'x': a column is missing"},
        {"[made]\nx = a + 'b\n", ":2: 'x': a text has an apostrophe at both ends"},
        {"[made]\nx = a + 'b' c\n", ":2: 'x': between two parts stands + or |"},
        {"[made]\nx = a + 'b' + 'c'\n", ":2: 'x': two texts in a row are one"},
        {"[made]\nx = a | 'b'\n", ":2: 'x' is made of no column"},
        {"[made]\nx = a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a\n", ":2: 'x' has at most 16 parts"},
        {GOOD "[made]\nx = a + HoTen\n", ":14: the column 'HoTen' holds personal data"},
        {"[end STOPPED]\nis = a\n", ":2: [end STOPPED]: 'STOPPED' is no end; allowed: REFUSED, WITHDRAWN"},
        {"[end RESOLVED]\nwhen = a\n", ":2: [end RESOLVED] has no 'when'; allowed: column, is, at, substi"},
        {"[end RESOLVED]\nis = a\nis = b\n", ":3: 'is' is given twice"},
        {GOOD "[end RESOLVED]\ncolumn = a\nis = b\nat = c\n", ":14: [end RESOLVED] belongs to row = case"},
        {ENDS "[end REFUSED]\nis = b\nat = c\n", ":11: [end REFUSED] needs column: the one that"},
        {ENDS "[end REFUSED]\ncolumn = b\nat = c\n", ":11: [end REFUSED] needs is: the cells"},
        {ENDS "[end REFUSED]\ncolumn = b\nis = c\n",
         ":11: [end REFUSED] needs at (the columns with its time)"},
        {ENDS "[end REFUSED]\ncolumn = b\nis = c\nat = d\nsubstitute = export | e\n",
         ":11: substitute: nothing can follow 'export'"},
        {ENDS "[end REFUSED]\ncolumn = b\nis = c\nat = a|b|c|d|e|f|g|h\nsubstitute = i\n",
         ":11: at most 8 columns"},
        {ENDS "[end REFUSED]\ncolumn = b\nis = x\nat = c\n[end RESOLVED]\ncolumn = b\nis = y | x\nat = d\n",
         ":15: the cell 'x' is listed twice"},
        {ENDS "[end REFUSED]\ncolumn = b\nis = x\nat = c\n[end RESOLVED]\ncolumn = c\nis = y\nat = d\n",
         ":15: the sections [end ...] need the same column"},
        {ENDS_DUE "[end RESOLVED]\ncolumn = b\nis = x\nat = c\nsubstitute = e | DAY\n",
         ":16: [end RESOLVED]: the promised day cannot stand for its time: every case would be in time"},
        {ENDS_DUE "[end RETURNED]\ncolumn = b\nis = x\nat = c\nsubstitute = due | export\n",
         ":16: [end RETURNED]: the promised day cannot"},
        {ENDS_DUE "[end RETURNED]\ncolumn = b\nis = x\nat = c\nsubstitute = other\n",
         ":16: [end RETURNED]: the promised day cannot"},
        {ENDS "[end REFUSED]\ncolumn = b\nis = x\nat = c | HoTen\n",
         ":11: the column 'HoTen' holds personal"},
        {ENDS "[end REFUSED]\ncolumn = Email\nis = x\nat = c\n", ":11: the column 'Email' holds personal"},
        {GOOD "[values channel]\nONLINE = a\n", ":14: [values channel] needs channel in [columns]"},
        {FILE_EVENT DATES COLUMNS_EVENT "source = a\n" CONSTANTS, "only one can be"},
        {DATES COLUMNS_EVENT CONSTANTS, "[file] needs row"},
        {GOOD "[case]\nRECEIVED = a\n", "row = event has no [case]"},
        {"[file]\nrow = case\n" DATES COLUMNS_EVENT CONSTANTS, "belong to row = event or both"},
        {"[file]\nrow = case\n" DATES "[columns]\ndossier_id = a\n" CONSTANTS, "[case] is missing"},
        {FILE_EVENT DATES "[columns]\ndossier_id = a\nstatus = b\n" CONSTANTS, "needs occurred_at"},
        {FILE_EVENT DATES "[columns]\ndossier_id = a\noccurred_at = b\n" CONSTANTS, "needs status"},
        {FILE_EVENT DATES "[columns]\nstatus = a\noccurred_at = b\n" CONSTANTS, "needs dossier_id"},
        {FILE_EVENT DATES COLUMNS_EVENT "[constants]\nsource = s\n", "agency is missing"},
        {FILE_EVENT COLUMNS_EVENT CONSTANTS, "[dates] needs formats"},
        {FILE_EVENT "[dates]\nformats = %Y%m%d | %Y%m%d%z\n" COLUMNS_EVENT CONSTANTS,
         "needs zone (for example Asia/Ho_Chi_Minh): format '%Y%m%d' has no offset"},
        {"[columns]\nagency = SoDienThoai\n", ":2: the column 'SoDienThoai' holds personal data"},
        {"[columns]\nagency = Họ và tên\n", ":2: the column 'Họ và tên' holds personal data"},
        {"[case]\nRECEIVED = Phone number\n", ":2: the column 'Phone number' holds personal data"},
        {"[columns]\nagency = cán bộ\n[file]\npersonal = Can_Bo, x\n", ":2: the column 'cán bộ' holds"},
        {"agency = a\n", "there is no section []"},
        {"[file]\nnonsense\n", ":2: "},
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
        struct mapping *m;
        struct err e;
        assert_int_equal(open_text(&m, GOOD, &e), OK);
        mapping_close(m);
        assert_int_equal(open_text(&m,
                                   ENDS_DUE
                                   "[constants]\nsource = s\nagency = a\n[end RESOLVED]\ncolumn = b\n"
                                   "is = x\nat = c\nsubstitute = WHEN | export\n[end WITHDRAWN]\n"
                                   "column = b\nis = y\nat = c\nsubstitute = due\n",
                                   &e),
                         OK);
        mapping_close(m);
        assert_int_equal(mapping_open(&m, "/nonexistent/m.ini", &e), USAGE);
}

/* Whoever only comments on it has not changed a mapping; its kept text is the same mapping. */
static void comments_do_not_count(void **state)
{
        (void)state;
        static const char *const same[] = {
                GOOD, "# an office\n\n" FILE_EVENT "\n;\n" DATES COLUMNS_EVENT "   # so\n" CONSTANTS "\n",
                "[file]\r\n  row=event\n" DATES COLUMNS_EVENT CONSTANTS};
        struct mapping *first, *m;
        struct err e;
        assert_int_equal(open_text(&first, GOOD, &e), OK);
        for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
                assert_int_equal(open_text(&m, same[i], &e), OK);
                assert_int_equal(m->hash, first->hash);
                bytes_add(&m->text, "", 1);
                struct mapping *kept;
                if (open_text(&kept, (const char *)m->text.at, &e) != OK)
                        fail_msg("%s", e.text);
                assert_int_equal(kept->hash, first->hash);
                mapping_close(kept);
                mapping_close(m);
        }
        assert_int_equal(open_text(&m, GOOD "level = WARD\n", &e), USAGE);
        assert_int_equal(open_text(&m, GOOD "level = COMMUNE\n", &e), OK);
        assert_int_not_equal(m->hash, first->hash);
        mapping_close(m);
        mapping_close(first);
}

/* A mapping is kept beside the journal, for taking back what was read by it. */
static void every_section_is_kept(void **state)
{
        (void)state;
        struct mapping *m, *kept;
        struct err e;
        if (open_text(&m,
                      "[end WITHDRAWN]\ncolumn = st\nis = a | b\nat = out | made\nsubstitute = due | export\n"
                      "[dates RECEIVED]\nformats = %-d %B %Y\nmidnight = day\n[made]\nmade = 'x' + c + ' ' + "
                      "d | e\n"
                      "[file]\nrow = case\ntrim = ' U+00A0\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n"
                      "[columns]\ndossier_id = made\n" CONSTANTS "[case]\nRECEIVED = in\n",
                      &e) != OK)
                fail_msg("%s", e.text);
        bytes_add(&m->text, "", 1);
        if (open_text(&kept, (const char *)m->text.at, &e) != OK)
                fail_msg("%s", e.text);
        assert_int_equal(kept->hash, m->hash);
        assert_int_equal(kept->stating, m->stating);
        assert_int_equal(kept->mades, 1);
        assert_string_equal(kept->made[0].piece[2].text, " ");
        assert_int_equal(kept->end[WITHDRAWN].times, 3);
        assert_int_equal(kept->end[WITHDRAWN].own_times, 2);
        assert_true(kept->end[WITHDRAWN].at_export);
        assert_true(kept->case_column[RECEIVED].dates->midnight_day);
        mapping_close(kept);
        mapping_close(m);
}

static void knows_personal_columns(void **state)
{
        (void)state;
        static const char *const personal[] = {"ChuHoSo",       "SODINHDANH",   "so_dien_thoai",
                                               "E-mail",        "TrichYeuHoSo", "Ghi chú",
                                               "HỌ TÊN",        "Địa Chỉ",      "full name",
                                               "Date of Birth", "Điện thoại",   "Ho\xcc\xa3 te\xcc\x82n",
                                               "hoten2",        "Email_1"};
        static const char *const open[] = {"department", "case:concept:name", "Đơn vị xử lý", "MaHoSo", "",
                                           "name",       "case:deadline"};
        for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++) {
                if (!personal_column(personal[i]))
                        fail_msg("%s", personal[i]);
        }
        for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
                if (personal_column(open[i]))
                        fail_msg("%s", open[i]);
        }
        assert_true(personal_same("Org:Resource", "org resource"));
        assert_false(personal_same("a", "ab"));
}

/* A journal that an older version wrote has these hashes: with others everything would be read again. */
static void the_mappings_of_the_tests_are_good(void **state)
{
        (void)state;
        static const struct {
                const char *name;
                uint64_t hash, stating;
        } names[] = {{"boston311", 0x9494f2025ccae0d7, 0xd8cf192672febe53},
                     {"boston311-by-source", 0x2793c1487e72e549, 0xd8cf192672febe53},
                     {"wabo", 0xa394ce671bbe0380, 0x2cc10f9758da2003}};
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                struct mapping *m;
                struct err e;
                char path[512];
                snprintf(path, sizeof(path), SOURCE_DIR "/tests/data/mappings/%s.ini", names[i].name);
                if (mapping_open(&m, path, &e) != OK)
                        fail_msg("%s", e.text);
                assert_int_equal(m->hash, names[i].hash);
                assert_int_equal(m->stating, names[i].stating);
                mapping_close(m);
        }
}

/* All but those that hentra fills itself. */
static void every_field_can_be_mapped(void **state)
{
        (void)state;
        static const enum event_field_id own[] = {EVENT_FIELD_event_id,     EVENT_FIELD_observed_at,
                                                  EVENT_FIELD_kind,         EVENT_FIELD_retracts,
                                                  EVENT_FIELD_occurred_day, EVENT_FIELD_since};
        for (int i = 0; i < EVENT_FIELD_COUNT; i++) {
                int times = 0, expected = 1;
                for (int k = 0; k < MAP_FIELDS; k++)
                        times += map_fields[k] == &event_fields[i];
                for (size_t k = 0; k < sizeof(own) / sizeof(own[0]); k++)
                        expected -= own[k] == (enum event_field_id)i;
                if (times != expected)
                        fail_msg("%s is mapped %d times", event_fields[i].name, times);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_everything),
                cmocka_unit_test(reads_what_a_later_row_means),
                cmocka_unit_test(refuses),
                cmocka_unit_test(comments_do_not_count),
                cmocka_unit_test(every_section_is_kept),
                cmocka_unit_test(knows_personal_columns),
                cmocka_unit_test(the_mappings_of_the_tests_are_good),
                cmocka_unit_test(every_field_can_be_mapped),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
