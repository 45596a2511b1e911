/* SPDX-License-Identifier: Apache-2.0
 *
 * err.c - one kind, one line of text.
 *
 * Rule: whatever a library says (several lines, a final full stop), the text stays one line.
 * So: a log line can carry it as it is.
 */
#include "core/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Makes one line of s, in place. */
static void one_line(char *s)
{
        char *end = s;
        for (char *p = s; *p; p++) {
                if ((unsigned char)*p < ' ')
                        *p = ' ';
                if (*p != ' ')
                        end = p + 1;
        }
        if (end > s && end[-1] == '.')
                end--;
        *end = '\0';
}

enum fault fail(struct err *e, enum fault kind, const char *fmt, ...)
{
        char text[sizeof(e->text)]; /* the arguments may point into e->text */
        va_list args;
        va_start(args, fmt);
        vsnprintf(text, sizeof(text), fmt, args);
        va_end(args);
        one_line(text);
        e->kind = kind;
        memcpy(e->text, text, sizeof(text));
        return kind;
}

enum fault fail_errno(struct err *e, enum fault kind, const char *fmt, ...)
{
        int number = errno;
        char what[sizeof(e->text)], reason[128];
        va_list args;
        va_start(args, fmt);
        vsnprintf(what, sizeof(what), fmt, args);
        va_end(args);
        return fail(e, kind, "%s: %s", what, strerror_r(number, reason, sizeof(reason)));
}

enum fault fail_at(struct err *e, const char *fmt, ...)
{
        char where[sizeof(e->text)];
        va_list args;
        va_start(args, fmt);
        vsnprintf(where, sizeof(where), fmt, args);
        va_end(args);
        return fail(e, e->kind, "%s: %s", where, e->text);
}

int exit_code(enum fault kind)
{
        switch (kind) {
        case OK:
                return 0;
        case USAGE:
                return 2;
        default:
                return 1;
        }
}

const char *fault_name(enum fault kind)
{
        static const char *const names[] = {"OK", "RETRY", "POISON", "FATAL", "USAGE"};
        return names[kind];
}
