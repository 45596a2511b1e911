/* SPDX-License-Identifier: Apache-2.0
 *
 * test_supervisor.c - what the manager that started a service gets: at a path, at an abstract name; from nobody else but the
 * process that it started.
 */
#include "core/base/supervisor.h"
#include "tests/support/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int listener(const char *path)
{
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
        const socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
        if (*path == '@')
                at.sun_path[0] = '\0';
        assert_int_equal(bind(fd, (const void *)&at, len), 0);
        return fd;
}

static const char *heard(int fd)
{
        static char text[256];
        const ssize_t n = recv(fd, text, sizeof(text) - 1, 0);
        text[n > 0 ? n : 0] = '\0';
        return text;
}

static void tells(const char *path)
{
        const int fd = listener(path);
        setenv("NOTIFY_SOCKET", path, 1);
        supervisor_find();
        supervisor_tell("READY=1");
        assert_string_equal(heard(fd), "READY=1");
        const pid_t pid = fork();
        if (pid == 0) {
                supervisor_tell("READY=1");
                _exit(0);
        }
        waitpid(pid, NULL, 0);
        assert_string_equal(heard(fd), "");
        close(fd);
        supervisor_tell("STOPPING=1"); /* nobody listens any more */
}

static void tells_the_manager(void **state)
{
        char path[64], name[64];
        (void)state;
        snprintf(path, sizeof(path), "/tmp/hentra-supervisor-%d", (int)getpid());
        snprintf(name, sizeof(name), "@hentra-supervisor-%d", (int)getpid());
        tells(path);
        unlink(path);
        tells(name);
}

static void nobody_listens(void **state)
{
        (void)state;
        unsetenv("NOTIFY_SOCKET");
        supervisor_find();
        supervisor_tell("READY=1");
        setenv("NOTIFY_SOCKET", "relative/path", 1);
        supervisor_find();
        supervisor_tell("READY=1");
}

static void patience(void **state)
{
        char pid[32];
        (void)state;
        unsetenv("WATCHDOG_USEC");
        unsetenv("WATCHDOG_PID");
        assert_int_equal(supervisor_patience(), 0);
        setenv("WATCHDOG_USEC", "30000000", 1);
        assert_int_equal(supervisor_patience(), 30000000);
        snprintf(pid, sizeof(pid), "%d", (int)getpid());
        setenv("WATCHDOG_PID", pid, 1);
        assert_int_equal(supervisor_patience(), 30000000);
        setenv("WATCHDOG_PID", "1", 1); /* another process is meant */
        assert_int_equal(supervisor_patience(), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(tells_the_manager),
                cmocka_unit_test(nobody_listens),
                cmocka_unit_test(patience),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
