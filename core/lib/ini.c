/* SPDX-License-Identifier: Apache-2.0
 *
 * ini.c - the only file that knows inih.
 *
 * Rule: nothing is cut or guessed: a line or section that inih would shorten is refused before it sees it.
 * So: the text is read whole and checked line by line as inih asks for it. Debian's inih takes its switches
 * at run time, as the globals set below; upstream's takes them at compile time.
 */
#include "core/lib/ini.h"
#include "core/base/bytes.h"
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MOST = 16 << 20 }; /* a configuration, not data */

struct reading {
        struct text left; /* not yet given to inih */
        struct ini_pair pair;
        ini_visit *visit;
        void *context;
        struct err *e;
        enum fault fault;
};

enum fault ini_fail(struct err *e, const struct ini_pair *pair, const char *fmt, ...)
{
        char text[400];
        va_list args;
        va_start(args, fmt);
        vsnprintf(text, sizeof(text), fmt, args);
        va_end(args);
        return fail(e, USAGE, "%s:%d: %s", pair->file, pair->line, text);
}

static enum fault line_check(struct reading *r, struct text line)
{
        if (line.len > INI_LINE_MOST)
                return ini_fail(r->e, &r->pair, "a line of %zu bytes, %d are allowed", line.len,
                                INI_LINE_MOST);
        const char *wrong = text_check(line);
        if (wrong)
                return ini_fail(r->e, &r->pair, "%s", wrong);
        return OK;
}

/* inih asks for one line, like fgets(). */
static char *next_line(char *out, int size, void *context)
{
        struct reading *r = context;
        if (r->fault != OK || r->left.len == 0)
                return NULL;
        const char *end = memchr(r->left.at, '\n', r->left.len);
        struct text line = {r->left.at, end ? (size_t)(end - r->left.at) : r->left.len};
        size_t used = line.len + (end != NULL);
        r->pair.line++;
        r->fault = line_check(r, line);
        if (r->fault != OK || line.len + 2 > (size_t)size)
                return NULL;
        memcpy(out, line.at, line.len);
        memcpy(out + line.len, "\n", 2);
        r->left = (struct text){r->left.at + used, r->left.len - used};
        return out;
}

static int on_pair(void *context, const char *section, const char *key, const char *value)
{
        struct reading *r = context;
        if (strlen(section) > INI_SECTION_MOST) {
                r->fault =
                        ini_fail(r->e, &r->pair, "a section's name has at most %d bytes", INI_SECTION_MOST);
                return 0;
        }
        r->pair.section = section;
        r->pair.key = key;
        r->pair.value = value;
        r->fault = r->visit(r->context, &r->pair, r->e);
        return r->fault == OK;
}

enum fault ini_read_text(const char *name, struct text text, ini_visit *visit, void *context, struct err *e)
{
        struct reading r = {.left = text, .pair.file = name, .visit = visit, .context = context, .e = e};
        ini_use_stack = false;
        ini_initial_alloc = ini_max_line = INI_LINE_MOST + 4; /* CR, LF, NUL, and one to tell "too long" */
        ini_allow_multiline = false;
        ini_allow_inline_comments = false;
        ini_stop_on_first_error = true;
        int wrong_line = ini_parse_stream(next_line, &r, on_pair, &r);
        if (r.fault != OK)
                return r.fault;
        if (wrong_line == -2) /* inih's word for no memory */
                out_of_memory(0);
        if (wrong_line != 0)
                return ini_fail(e, &r.pair, "neither [section] nor key = value");
        return OK;
}

static enum fault read_whole(const char *path, struct bytes *out, struct err *e)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", path);
        char block[65536];
        ssize_t n;
        while ((n = read(fd, block, sizeof(block))) > 0 && out->len <= FILE_MOST)
                bytes_add(out, block, (size_t)n);
        int saved = errno;
        close(fd);
        errno = saved;
        if (n < 0)
                return fail_errno(e, USAGE, "%s", path);
        if (out->len > FILE_MOST)
                return fail(e, USAGE, "%s: larger than %d bytes: this is not the right kind of file", path,
                            FILE_MOST);
        return OK;
}

enum fault ini_read_file(const char *path, ini_visit *visit, void *context, struct err *e)
{
        struct bytes whole = {0};
        enum fault fault = read_whole(path, &whole, e);
        if (fault == OK)
                fault = ini_read_text(path, (struct text){(const char *)whole.at, whole.len}, visit, context,
                                      e);
        bytes_free(&whole);
        return fault;
}
