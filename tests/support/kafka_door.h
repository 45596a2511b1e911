/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_door.h - the line to Kafka through a proxy that cuts it (door.py, beside this file).
 */
#ifndef HENTRA_TESTS_SUPPORT_KAFKA_DOOR_H
#define HENTRA_TESTS_SUPPORT_KAFKA_DOOR_H

#include "tests/support/asking.h"
#include "tests/support/child.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static char door_file[] = "/tmp/hentra-door-XXXXXX";
static pid_t door;
static int door_listens, door_control;

static inline bool door_is_open(void)
{
        FILE *in = fopen(door_file, "r");
        assert_non_null(in);
        const bool is_open = fscanf(in, "%d %d", &door_listens, &door_control) == 2;
        fclose(in);
        return is_open;
}

static inline void open_door(void)
{
        char behind[16], before[16];
        if (sscanf(getenv("HENTRA_TEST_KAFKA_PROXY"), "%15s %15s", behind, before) != 2)
                fail_msg("strange HENTRA_TEST_KAFKA_PROXY");
        close(mkstemp(door_file));
        door = fork();
        if (door == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                execl("/usr/bin/python3", "python3", SOURCE_DIR "/tests/support/door.py", behind, before,
                      door_file, "1", (char *)NULL);
                _exit(127);
        }
        EVENTUALLY(door_is_open());
}

static inline void close_door(void)
{
        kill(door, SIGKILL);
        waitpid(door, NULL, 0);
        unlink(door_file);
}

/* "cut\n", "stall\n", "pass\n" */
static inline void tell_door(const char *command)
{
        char answer[256];
        const int fd = ask_connect(door_control);
        ask_send(fd, command);
        assert_true(read(fd, answer, sizeof(answer)) > 0);
        close(fd);
}

/* Programs that are started from now on reach Kafka through it, or not. */
static inline void use_door(bool use)
{
        char address[64];
        snprintf(address, sizeof(address), "127.0.0.1:%d", door_listens);
        if (use)
                setenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS", address, 1);
        else
                unsetenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS");
}

#endif
