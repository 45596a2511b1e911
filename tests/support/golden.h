/* SPDX-License-Identifier: Apache-2.0
 *
 * golden.h - messages of every merged schema version: tests/data/SCHEMA/vN/NAME.bin, as hentra wrote them,
 * and NAME.LIBRARY.bin, as other libraries did (tests/support/foreign_writers). They are never written
 * again.
 */
#ifndef HENTRA_TESTS_SUPPORT_GOLDEN_H
#define HENTRA_TESTS_SUPPORT_GOLDEN_H

#include "core/wire/schema.h"
#include "tests/support/unit.h"
#include <stdint.h>
#include <stdio.h>

enum { GOLDEN_MOST = 2048 };

static const struct {
        const char *name;
        enum spelling spelling;
} golden_libraries[] = {
        {"java", SPELT_BARE},     {"fastavro", SPELT_BARE}, {"twmb", SPELT_BARE},
        {"python", SPELT_OBJECT}, {"goavro", SPELT_OBJECT}, {"rust", SPELT_OBJECT},
        {"hamba", SPELT_LOGICAL},
};
enum { GOLDEN_LIBRARIES = sizeof(golden_libraries) / sizeof(golden_libraries[0]) };

/* A library's NULL is hentra. The result is the message's length. */
static inline size_t golden_read(const char *schema, const char *version, const char *name,
                                 const char *library, uint8_t out[static GOLDEN_MOST])
{
        char path[300];
        snprintf(path, sizeof(path), SOURCE_DIR "/tests/data/%s/%s/%s%s%s.bin", schema, version, name,
                 library ? "." : "", library ? library : "");
        FILE *f = fopen(path, "rb");
        if (!f)
                fail_msg("%s is missing: every merged version has its bytes", path);
        const size_t len = fread(out, 1, GOLDEN_MOST, f);
        fclose(f);
        return len;
}

#endif
