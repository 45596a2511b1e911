/* SPDX-License-Identifier: Apache-2.0
 *
 * setting_up.h - `hentra setup` on a scratch database, and what it says.
 */
#ifndef HENTRA_TESTS_SUPPORT_SETTING_UP_H
#define HENTRA_TESTS_SUPPORT_SETTING_UP_H

#include "consumers/setup/setup.h"
#include "tests/support/capture.h"
#include "tests/support/scratch.h"

static inline int setup(struct scratch *s, const char *word, const char *value)
{
        return scratch_run(s, setup_command, "setup", "--no-topics", word, value, NULL);
}

/* As setup(), and what it wrote to standard error. */
static inline int setup_says(struct scratch *s, const char *word, const char *value, char *said, size_t size)
{
        struct capture c = capture_begin(STDERR_FILENO);
        const int rc = setup(s, word, value);
        char *text = capture_end(&c);
        snprintf(said, size, "%s", text);
        free(text);
        return rc;
}

static inline void assert_says(const char *said, const char *part)
{
        if (!strstr(said, part))
                fail_msg("\"%s\" does not say \"%s\"", said, part);
}

#endif
