/* SPDX-License-Identifier: Apache-2.0
 *
 * cataloguing.h - `hentra catalogue` on a scratch database, with files that a test writes.
 */
#ifndef HENTRA_TESTS_SUPPORT_CATALOGUING_H
#define HENTRA_TESTS_SUPPORT_CATALOGUING_H

#include "consumers/catalogue/catalogue_command.h"
#include "tests/support/setting_up.h"

/* Writes the file and gives its path, which is the caller's until the next call. */
static inline const char *catalogue_file(struct scratch *s, const char *text)
{
        static char path[96];
        snprintf(path, sizeof(path), "/tmp/%s.csv", s->name);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_true(fputs(text, f) >= 0);
        assert_int_equal(fclose(f), 0);
        return path;
}

/* What the command prints to `fd`; its exit code in *rc. The caller frees. Words end with NULL. */
#define catalogue_prints(s, fd, rc, ...)                                                   \
        ({                                                                                 \
                struct capture capture_ = capture_begin(fd);                               \
                *(rc) = scratch_run(s, catalogue_command, "catalogue", __VA_ARGS__, NULL); \
                capture_end(&capture_);                                                    \
        })

/* Imports the text as a file of this kind. */
static inline void catalogue_takes(struct scratch *s, const char *kind, const char *text)
{
        const char *path = catalogue_file(s, text);
        assert_int_equal(scratch_run(s, catalogue_command, "catalogue", "import", kind, path, NULL), 0);
        unlink(path);
}

/* The import of the text is refused as wrong usage, with these words. */
static inline void catalogue_refuses(struct scratch *s, const char *kind, const char *text, const char *words)
{
        const char *path = catalogue_file(s, text);
        int rc;
        char *said = catalogue_prints(s, STDERR_FILENO, &rc, "import", kind, path);
        unlink(path);
        assert_int_equal(rc, 2);
        assert_says(said, words);
        free(said);
}

/* What a diff of the text prints. The caller frees. */
static inline char *catalogue_differs(struct scratch *s, const char *kind, const char *text)
{
        const char *path = catalogue_file(s, text);
        int rc;
        char *said = catalogue_prints(s, STDOUT_FILENO, &rc, "diff", kind, path);
        unlink(path);
        assert_int_equal(rc, 0);
        return said;
}

#endif
