/* SPDX-License-Identifier: Apache-2.0
 *
 * process_metrics.c - from /proc/self, as proc(5) describes it.
 */
#include "core/program/process_metrics.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* The program's name, in parentheses, may contain anything: fields are counted from behind it. */
static bool read_stat(double *cpu_s, double *start_s, double *virtual_bytes, double *resident_bytes)
{
        char line[1024];
        unsigned long user, system, size;
        unsigned long long start;
        long pages;
        struct timespec boot, now;
        FILE *f = fopen("/proc/self/stat", "re");
        if (!f)
                return false;
        const char *got = fgets(line, sizeof(line), f);
        fclose(f);
        const char *rest = got ? strrchr(line, ')') : NULL;
        if (!rest ||
            sscanf(rest,
                   ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %*d %*d %llu "
                   "%lu %ld",
                   &user, &system, &start, &size, &pages) != 5)
                return false;
        const double ticks = (double)sysconf(_SC_CLK_TCK);
        clock_gettime(CLOCK_BOOTTIME, &boot);
        clock_gettime(CLOCK_REALTIME, &now);
        *cpu_s = (double)(user + system) / ticks;
        *start_s = (double)(now.tv_sec - boot.tv_sec) + (double)start / ticks;
        *virtual_bytes = (double)size;
        *resident_bytes = (double)pages * (double)sysconf(_SC_PAGESIZE);
        return true;
}

static double open_descriptors(void)
{
        double n = -1; /* the one of the folder itself */
        DIR *dir = opendir("/proc/self/fd");
        if (!dir)
                return -1;
        /* cppcheck-suppress readdirCalled ; a stream that nobody shares, and glibc calls readdir_r obsolete
         */
        for (const struct dirent *d; (d = readdir(dir));)
                n += d->d_name[0] != '.';
        closedir(dir);
        return n;
}

size_t process_metrics_read(struct process_metric out[static PROCESS_METRICS])
{
        size_t n = 0;
        static double started; /* the clocks drift: it is one number for the life of the process */
        double cpu, start, bytes, resident;
        struct rlimit most;
        if (read_stat(&cpu, &start, &bytes, &resident)) {
                if (started == 0)
                        started = start;
                out[n++] = (struct process_metric){"process_cpu_seconds_total",
                                                   "Processor time of this process, user and system.",
                                                   COUNTER, cpu};
                out[n++] = (struct process_metric){"process_start_time_seconds",
                                                   "When this process began, in seconds since 1970.", GAUGE,
                                                   started};
                out[n++] = (struct process_metric){"process_virtual_memory_bytes",
                                                   "Addresses that this process has.", GAUGE, bytes};
                out[n++] = (struct process_metric){"process_resident_memory_bytes", "Memory of this process.",
                                                   GAUGE, resident};
        }
        const double fds = open_descriptors();
        if (fds >= 0)
                out[n++] =
                        (struct process_metric){"process_open_fds", "Descriptors that are open.", GAUGE, fds};
        if (getrlimit(RLIMIT_NOFILE, &most) == 0)
                out[n++] = (struct process_metric){"process_max_fds", "Descriptors that may be open.", GAUGE,
                                                   (double)most.rlim_cur};
        return n;
}
