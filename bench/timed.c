/* SPDX-License-Identifier: Apache-2.0
 *
 * timed.c - runs a command and says what it took.
 *   timed FILE COMMAND…
 * Appends one line to FILE: the monotonic clock in seconds at start and end, processor seconds as user and in the kernel,
 * and the most memory that was resident, in bytes. Ends as the command ended. SIGTERM is passed on; both
 * end with the process that started this.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t child;

static void pass_on(int signal_number)
{
        if (child > 0)
                kill(child, signal_number);
}

static double now(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t)
{
        return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
        int status;
        struct rusage used;
        if (argc < 3) {
                fprintf(stderr, "usage: timed FILE COMMAND…\n");
                return 2;
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        const double start = now();
        const pid_t pid = fork();
        if (pid == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                execvp(argv[2], argv + 2);
                perror(argv[2]);
                _exit(127);
        }
        child = pid;
        const struct sigaction action = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
        sigaction(SIGTERM, &action, NULL);
        if (pid < 0 || wait4(pid, &status, 0, &used) != pid) {
                perror("timed");
                return 1;
        }
        const double end = now();
        FILE *out = fopen(argv[1], "a");
        if (!out ||
            fprintf(out, "%.6f %.6f %.6f %.6f %ld\n", start, end, seconds(used.ru_utime),
                    seconds(used.ru_stime), used.ru_maxrss * 1024) < 0 ||
            fclose(out) != 0) {
                perror(argv[1]);
                return 1;
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
