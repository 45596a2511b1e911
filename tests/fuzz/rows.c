/* SPDX-License-Identifier: Apache-2.0
 *
 * rows.c - exports, read by the mappings of tests/data/mappings and one of each further kind; the first byte
 * says which.
 */
#include "tests/fuzz/rows.h"
#include "tests/fuzz/fuzz.h"

const struct fuzz_bound fuzz_bound = {1 << 20, 64};

static const char office[] =
        "[file]\nrow = event\ndelimiter = ;\nabsent = - | NULL\n"
        "[dates]\nformats = %d/%m/%Y %H:%M:%S | %d/%m/%Y | %Y-%m-%dT%H:%M%z\nzone = Asia/Ho_Chi_Minh\n"
        "[columns]\ndossier_id = id\nsource = src\nagency = ag\nreceived_by = by\nprocedure = pr\n"
        "field = fi\ncase_kind = ki\nlevel = le\nchannel = ch\nreturn_channel = re\nservice = se\n"
        "payment = pa\ndigitised = di\nsubmitted_at = sub\ndue_at = due\nstated_at = sta\n"
        "status = st\noccurred_at = at\nsequence = no\n"
        "[values status]\nRECEIVED = 2\nRESOLVED = 9 | done\nother = UNKNOWN\n"
        "[values agency]\nH58 = a | b\nother = keep\nempty = nobody\n";
static const char clocks[] =
        "[file]\nrow = both\n"
        "[dates]\nformats = %Y-%m-%d %H:%M:%S%f | %Y-%m-%d\nzone = America/New_York\ngap = reject\n"
        "overlap = second\ndue_day = start\n"
        "[columns]\ndossier_id = id\nagency = ag\nstatus = st\noccurred_at = at\ndue_at = due\n"
        "[constants]\nsource = s\nchannel = ONLINE\n[case]\nRECEIVED = in\nRESOLVED = out\n";

enum { MAPPINGS = 5 };
static struct mapping *mappings[MAPPINGS];

void fuzz_open(void)
{
        static const char *const files[] = {"boston311.ini", "boston311-by-source.ini", "wabo.ini"};
        const struct text texts[] = {TEXT(office), TEXT(clocks)};
        struct err e = {0};
        const char *path;
        char file[300];
        rows_open();
        for (int i = 0; i < MAPPINGS; i++) {
                snprintf(file, sizeof(file), SOURCE_DIR "/tests/data/mappings/%s", i < 3 ? files[i] : "");
                if (i >= 3)
                        fuzz_file(0, texts[i - 3], &path);
                if (mapping_open(&mappings[i], i < 3 ? file : path, &e) != OK)
                        fprintf(stderr, "%s\n", e.text);
                HOLDS(mappings[i]);
        }
}

void fuzz_one(const uint8_t *data, size_t size)
{
        if (size > 0)
                rows_read(mappings[data[0] % MAPPINGS], (struct text){(const char *)data + 1, size - 1});
}
