/* SPDX-License-Identifier: Apache-2.0
 *
 * ini.c - any file of sections and pairs: what was read is written and read again as the same pairs.
 */
#include "core/lib/ini.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

const struct fuzz_bound fuzz_bound = {1 << 18, 32}; /* a line that is longer than any that is allowed */

void fuzz_open(void)
{
}

static enum fault write_pair(void *context, const struct ini_pair *pair, struct err *e)
{
        struct bytes *out = context;
        char number[24];
        if (strcmp(pair->key, "stop") == 0)
                return ini_fail(e, pair, "stop");
        const char *const parts[] = {"[", pair->section, "]\n", pair->key, " = ", pair->value, "\n"};
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
                bytes_add(out, parts[i], strlen(parts[i]));
        snprintf(number, sizeof(number), "%d", pair->line);
        HOLDS(pair->line > 0 && strlen(pair->section) <= INI_SECTION_MOST && !strchr(pair->value, '\n'));
        return OK;
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct bytes written = {0}, again = {0};
        struct err e;
        bytes_add(&written, "#\n",
                  2); /* so that no pair is the first line, where a byte-order mark is passed over */
        bytes_add(&again, "#\n", 2);
        enum fault fault = fuzz_said(
                ini_read_text("input", (struct text){(const char *)data, size}, write_pair, &written, &e),
                &e);
        HOLDS(fault == OK || fault == USAGE);
        if (fault == OK) {
                const struct text text = {(const char *)written.at, written.len};
                HOLDS(ini_read_text("again", text, write_pair, &again, &e) == OK);
                HOLDS(written.len == again.len && !memcmp(written.at, again.at, again.len));
        }
        bytes_free(&written);
        bytes_free(&again);
}
