/* SPDX-License-Identifier: Apache-2.0
 *
 * child.c - see child.h.
 */
#include "tests/support/child.h"

#include "core/base/bytes.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { WORDS_MOST = 24, CHILDREN_MOST = 16 };

static pid_t running[CHILDREN_MOST]; /* 0: a free place */

static void remember(pid_t now, pid_t then)
{
        for (int i = 0; i < CHILDREN_MOST; i++) {
                if (running[i] != then)
                        continue;
                running[i] = now;
                return;
        }
}

void children_end(void)
{
        for (int i = 0; i < CHILDREN_MOST; i++) {
                if (running[i] && kill(running[i], SIGKILL) == 0)
                        waitpid(running[i], NULL, 0);
                running[i] = 0;
        }
}

void child_start(struct child *c, const struct world *w, const char *command, ...)
{
        const char *words[WORDS_MOST + 4] = {getenv("HENTRA"), command, "--config", w->file};
        size_t n = 4;
        va_list more;
        va_start(more, command);
        while ((words[n] = va_arg(more, const char *)) && n < WORDS_MOST)
                n++;
        va_end(more);
        *c = (struct child){.out = memfd_create("out", MFD_CLOEXEC), .err = memfd_create("err", MFD_CLOEXEC)};
        assert_true(words[0] && c->out >= 0 && c->err >= 0);
        c->pid = fork();
        assert_true(c->pid >= 0);
        if (c->pid > 0) {
                remember(c->pid, 0);
                return;
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(c->out, STDOUT_FILENO);
        dup2(c->err, STDERR_FILENO);
        execv(words[0], (char **)words);
        _exit(127);
}

int child_wait(struct child *c)
{
        int status = 0;
        /* A command that works does so for as long as a busy machine takes: longer than a fact is waited for. */
        const micros until = moment_now() + 4LL * PATIENCE_S * MICROS_PER_SECOND;
        while (waitpid(c->pid, &status, WNOHANG) != c->pid) {
                if (moment_now() > until)
                        fail_msg("never ended: %s", child_err(c));
                usleep(10000);
        }
        remember(0, c->pid);
        c->pid = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void child_signal(const struct child *c, int number)
{
        assert_true(c->pid > 0);
        assert_int_equal(kill(c->pid, number), 0);
}

pid_t child_of(const struct child *c)
{
        char path[64];
        int pid;
        snprintf(path, sizeof(path), "/proc/%d/task/%d/children", c->pid, c->pid);
        FILE *in = fopen(path, "r");
        assert_non_null(in);
        assert_int_equal(fscanf(in, "%d", &pid), 1);
        fclose(in);
        return pid;
}

bool process_has_ended(pid_t pid)
{
        char path[64], state;
        snprintf(path, sizeof(path), "/proc/%d/stat", pid);
        FILE *in = fopen(path, "r");
        assert_non_null(in);
        assert_int_equal(fscanf(in, "%*d (%*[^)]) %c", &state), 1);
        fclose(in);
        return state == 'Z';
}

static const char *show(struct child *c, int fd)
{
        const off_t len = lseek(fd, 0, SEEK_END);
        free(c->shown);
        c->shown = need_alloc((size_t)len + 1);
        assert_int_equal(pread(fd, c->shown, (size_t)len, 0), len);
        return c->shown;
}

const char *child_out(struct child *c)
{
        return show(c, c->out);
}

const char *child_err(struct child *c)
{
        return show(c, c->err);
}

void child_close(struct child *c)
{
        assert_int_equal(c->pid, 0);
        close(c->out);
        close(c->err);
        free(c->shown);
        *c = (struct child){0};
}
