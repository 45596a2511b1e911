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

enum { LACKING = 3 /* services: the registry cannot be had */, TEXTS = 4 };

static char url[128];

static bool lacking(const char *reason)
{
        printf("%s: no schema registry: %s\n", getenv("HENTRA_TEST_ALL") ? "FAILED" : "skipped", reason);
        if (getenv("HENTRA_TEST_ALL"))
                exit(1);
        return true;
}

bool registered_lacks(void)
{
        char line[1024];
        const char *services = getenv("HENTRA_TEST_SERVICES");
        if (!services)
                return lacking("$HENTRA_TEST_SERVICES is not set; run ./check integration");
        setenv("no_proxy", "*", 1);
        snprintf(line, sizeof(line),
                 "'%s/tests/support/services' start '%s' --registry && "
                 "exec '%s/tests/support/services' env '%s' --registry",
                 SOURCE_DIR, services, SOURCE_DIR, services);
        FILE *in = popen(line, "r");
        if (!in)
                return lacking("no shell");
        while (fgets(line, sizeof(line), in))
                (void)!sscanf(line, "export HENTRA_TEST_REGISTRY=%127s", url);
        const int status = pclose(in);
        if (WIFEXITED(status) && WEXITSTATUS(status) == LACKING)
                return lacking("it is not in the cache and cannot be fetched");
        if (status != 0 || !url[0]) {
                printf("the schema registry does not start\n");
                exit(1);
        }
        return false;
}

const char *registered_url(void)
{
        return url;
}

const char *registered_subject(const char *name)
{
        static char subjects[TEXTS][128];
        static int at;
        char *subject = subjects[at++ % TEXTS];
        snprintf(subject, sizeof(subjects[0]), "%s-%d-value", name, getpid());
        return subject;
}

int registered_free_port(void)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof(at);
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
                    getsockname(fd, (struct sockaddr *)&at, &len) == 0);
        close(fd);
        return ntohs(at.sin_port);
}

/* ---- the line ---- */

void line_open(struct line *l)
{
        int port[2];
        *l = (struct line){0};
        assert_int_equal(pipe(port), 0);
        l->pid = fork();
        assert_true(l->pid >= 0);
        if (l->pid == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                dup2(port[1], STDOUT_FILENO);
                close(port[0]);
                close(port[1]);
                execl("/usr/bin/python3", "python3", SOURCE_DIR "/tests/support/line.py", url, (char *)NULL);
                _exit(127);
        }
        close(port[1]);
        FILE *in = fdopen(port[0], "r");
        assert_non_null(in);
        if (fscanf(in, "%d", &l->port) != 1)
                fail_msg("the line did not start");
        fclose(in);
        snprintf(l->url, sizeof(l->url), "%s", line_url(l, "plain", 0));
}

void line_close(struct line *l)
{
        if (l->pid > 0) {
                kill(l->pid, SIGKILL);
                waitpid(l->pid, NULL, 0);
        }
        *l = (struct line){0};
}

const char *line_url(const struct line *l, const char *what, int number)
{
        static char urls[TEXTS][64];
        static int at;
        char *made = urls[at++ % TEXTS];
        snprintf(made, sizeof(urls[0]), "http://127.0.0.1:%d/%s/%d", l->port, what, number);
        return made;
}

void line_pause(const struct line *l)
{
        assert_int_equal(kill(l->pid, SIGSTOP), 0);
}

void line_resume(const struct line *l)
{
        assert_int_equal(kill(l->pid, SIGCONT), 0);
}

/* ---- a stranger ---- */

/* Sends `body` to a path; gives the answer, which the caller closes. */
static struct json_node *tell(const char *method, const char *path, const char *body)
{
        char line[512], name[] = "/tmp/hentra-body-XXXXXX", answer[1 << 16];
        struct json_node *root;
        struct err e;
        const int fd = mkstemp(name);
        assert_true(fd >= 0 && write(fd, body, strlen(body)) == (ssize_t)strlen(body));
        close(fd);
        snprintf(line, sizeof(line), "curl -s -m 60 -X %s -H 'Content-Type: application/json' -d @%s %s%s",
                 method, name, url, path);
        FILE *in = popen(line, "r");
        assert_non_null(in);
        const size_t len = fread(answer, 1, sizeof(answer), in);
        pclose(in);
        unlink(name);
        DONE(json_read(&root, (struct text){answer, len}, &e));
        return root;
}

int32_t registered_add(const char *subject, struct text schema)
{
        char path[300];
        int64_t id;
        struct json *j = json_new();
        json_put_text(j, "schema", schema);
        char *body = json_line(j);
        json_free(j);
        snprintf(path, sizeof(path), "/subjects/%s/versions", subject);
        struct json_node *root = tell("POST", path, body);
        free(body);
        if (!json_int_of(json_member(root, "id"), &id))
                fail_msg("the registry took no schema for %s", subject);
        json_close(root);
        return (int32_t)id;
}

void registered_remove(const char *subject)
{
        char path[300];
        snprintf(path, sizeof(path), "/subjects/%s", subject);
        json_close(tell("DELETE", path, ""));
}

void registered_set_level(const char *subject, const char *level)
{
        char path[300], body[64];
        snprintf(path, sizeof(path), "/config/%s", subject);
        snprintf(body, sizeof(body), "{\"compatibility\":\"%s\"}", level);
        json_close(tell("PUT", path, body));
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
