/* SPDX-License-Identifier: Apache-2.0
 *
 * program.h - hentra as its users meet it: a process with arguments, an exit code, and what it printed.
 */
#ifndef HENTRA_TESTS_SUPPORT_PROGRAM_H
#define HENTRA_TESTS_SUPPORT_PROGRAM_H

#include "core/base/bytes.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Runs the shell line, in which $HENTRA is the program (tests/CMakeLists.txt); gives its exit code, and in `printed` what
 * it wrote to standard output and error, which the caller frees. A line that takes longer than a minute ends with 124. */
static inline int program(const char *line, char **printed)
{
        struct bytes out = {0}, command = {0};
        static const char begin[] = "exec 2>&1; HENTRA=\"timeout 60 $HENTRA\"; ";
        int c;
        assert_non_null(getenv("HENTRA"));
        bytes_add(&command, begin, sizeof begin - 1);
        bytes_add(&command, line, strlen(line) + 1);
        FILE *pipe = popen((const char *)command.at, "r");
        assert_non_null(pipe);
        while ((c = fgetc(pipe)) != EOF)
                bytes_add(&out, &(char){(char)c}, 1);
        bytes_add(&out, "", 1);
        const int status = pclose(pipe);
        bytes_free(&command);
        *printed = (char *)out.at;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The line ends with `code` and prints `part`. */
#define assert_program(code, part, line)                                                                  \
        do {                                                                                              \
                char *printed_;                                                                           \
                const int code_ = program(line, &printed_);                                               \
                if (code_ != (code) || !strstr(printed_, part))                                           \
                        fail_msg("%s: exit %d, expected %d with \"%s\"; printed:\n%s", line, code_, code, \
                                 part, printed_);                                                         \
                free(printed_);                                                                           \
        } while (0)

#endif
