/* SPDX-License-Identifier: Apache-2.0
 *
 * registered.c - see registered.h. It asks by curl: what is tested has a client of its own.
 */
#include "tests/support/registered.h"

#include "core/lib/json.h"
#include "core/wire/frame.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { START_S = 300 * TEST_PATIENCE }; /* the first start of all fetches it */

int server_free_port(void)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof(at);
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
                    getsockname(fd, (struct sockaddr *)&at, &len) == 0);
        close(fd);
        return ntohs(at.sin_port);
}

static bool is_ready(const struct server *s)
{
        char line[160];
        snprintf(line, sizeof(line), "curl -sf -m 5 -o /dev/null http://127.0.0.1:%d/health/ready", s->port);
        return system(line) == 0;
}

void server_start(struct server *s)
{
        char port[16];
        setenv("no_proxy", "*", 1);
        *s = (struct server){.port = server_free_port()};
        snprintf(port, sizeof(port), "%d", s->port);
        snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d/apis/ccompat/v7", s->port);
        s->pid = fork();
        assert_true(s->pid >= 0);
        if (s->pid == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                if (!freopen("/dev/null", "w", stdout))
                        _exit(126);
                execl(SOURCE_DIR "/tests/support/registry", "registry", port, (char *)NULL);
                _exit(127);
        }
        const micros until = moment_now() + START_S * MICROS_PER_SECOND;
        while (!is_ready(s)) {
                if (waitpid(s->pid, NULL, WNOHANG) != 0 || moment_now() > until)
                        fail_msg("the registry does not start");
                usleep(50000);
        }
}

void server_stop(struct server *s)
{
        if (s->pid > 0) {
                kill(s->pid, SIGKILL);
                waitpid(s->pid, NULL, 0);
        }
        *s = (struct server){0};
}

void server_pause(const struct server *s)
{
        assert_int_equal(kill(s->pid, SIGSTOP), 0);
}

void server_resume(const struct server *s)
{
        assert_int_equal(kill(s->pid, SIGCONT), 0);
}

/* Sends `body` to a path; gives the answer, which the caller closes. */
static struct json_node *tell(const struct server *s, const char *method, const char *path, const char *body)
{
        char line[512], name[] = "/tmp/hentra-body-XXXXXX", answer[1 << 16];
        struct json_node *root;
        struct err e;
        const int fd = mkstemp(name);
        assert_true(fd >= 0 && write(fd, body, strlen(body)) == (ssize_t)strlen(body));
        close(fd);
        snprintf(line, sizeof(line), "curl -s -m 20 -X %s -H 'Content-Type: application/json' -d @%s %s%s",
                 method, name, s->url, path);
        FILE *in = popen(line, "r");
        assert_non_null(in);
        const size_t len = fread(answer, 1, sizeof(answer), in);
        pclose(in);
        unlink(name);
        DONE(json_read(&root, (struct text){answer, len}, &e));
        return root;
}

int32_t server_add(const struct server *s, const char *subject, struct text schema)
{
        char path[300];
        int64_t id;
        struct json *j = json_new();
        json_put_text(j, "schema", schema);
        char *body = json_line(j);
        json_free(j);
        snprintf(path, sizeof(path), "/subjects/%s/versions", subject);
        struct json_node *root = tell(s, "POST", path, body);
        free(body);
        if (!json_int_of(json_member(root, "id"), &id))
                fail_msg("the registry took no schema for %s", subject);
        json_close(root);
        return (int32_t)id;
}

void server_set_level(const struct server *s, const char *subject, const char *level)
{
        char path[300], body[64];
        snprintf(path, sizeof(path), "/config%s%s", subject ? "/" : "", subject ? subject : "");
        snprintf(body, sizeof(body), "{\"compatibility\":\"%s\"}", level);
        json_close(tell(s, "PUT", path, body));
}

void reframe(const uint8_t *message, size_t len, int32_t id, struct bytes *out)
{
        uint8_t frame[FRAME_REGISTERED_LEN];
        assert_true(frame_read(message, len).kind == FRAME_SINGLE);
        frame_write_registered(frame, (uint32_t)id);
        bytes_clear(out);
        bytes_add(out, frame, sizeof(frame));
        bytes_add(out, message + FRAME_SINGLE_LEN, len - FRAME_SINGLE_LEN);
}
