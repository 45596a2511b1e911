/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver.c - see receiver.h.
 */
#include "tests/support/receiver.h"

#include "core/base/bytes.h"
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

void receiver_start(struct receiver *r, const char *secret)
{
        int port[2];
        *r = (struct receiver){.record = "/tmp/hentra-receiver-XXXXXX"};
        const int fd = mkstemp(r->record);
        assert_true(fd >= 0);
        close(fd);
        setenv("no_proxy", "*", 1);
        assert_int_equal(pipe(port), 0);
        r->pid = fork();
        assert_true(r->pid >= 0);
        if (r->pid == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                dup2(port[1], STDOUT_FILENO);
                close(port[0]);
                close(port[1]);
                execl("/usr/bin/python3", "python3", SOURCE_DIR "/tests/support/receiver.py", r->record,
                      secret, (char *)NULL);
                _exit(127);
        }
        close(port[1]);
        FILE *in = fdopen(port[0], "r");
        assert_non_null(in);
        if (fscanf(in, "%d", &r->port) != 1)
                fail_msg("the receiver did not start");
        fclose(in);
}

void receiver_stop(struct receiver *r)
{
        if (r->pid > 0) {
                kill(r->pid, SIGKILL);
                waitpid(r->pid, NULL, 0);
                unlink(r->record);
        }
        *r = (struct receiver){0};
}

static const char *text_member(const struct json_node *object, const char *key)
{
        struct text t;
        return json_text_of(json_member(object, key), &t) ? t.at : "";
}

void received_close(struct received *r)
{
        json_close(r->body);
        json_close(r->line);
        *r = (struct received){0};
}

static void read_line(struct json_node *line, struct received *out)
{
        struct err e;
        received_close(out);
        out->line = line;
        if (json_read(&out->body, text_of(text_member(line, "body")), &e) != OK)
                out->body = NULL;
        if (!json_int_of(json_member(line, "at"), &out->at) ||
            !json_int_of(json_member(line, "connection"), &out->connection))
                fail_msg("a strange record");
}

/* Counts the requests of the path; `out`: that with the number `nth`, or the last. */
static int search(const struct receiver *r, const char *path, int nth, struct received *out)
{
        char *text = NULL;
        size_t room = 0;
        ssize_t len;
        int n = 0;
        FILE *in = fopen(r->record, "r");
        assert_non_null(in);
        if (out)
                *out = (struct received){0};
        while ((len = getline(&text, &room, in)) > 0 && text[len - 1] == '\n') {
                struct json_node *line;
                struct err e;
                DONE(json_read(&line, (struct text){text, (size_t)len}, &e));
                const bool counts = strcmp(text_member(line, "path"), path) == 0;
                if (counts && out && n <= nth)
                        read_line(line, out);
                else
                        json_close(line);
                n += counts;
        }
        free(text);
        fclose(in);
        return n;
}

int receiver_count(const struct receiver *r, const char *path, struct received *out)
{
        return search(r, path, INT_MAX, out);
}

bool receiver_nth(const struct receiver *r, const char *path, int nth, struct received *out)
{
        if (nth < search(r, path, nth, out))
                return true;
        received_close(out);
        return false;
}

const char *received_method(const struct received *r)
{
        return text_member(r->line, "method");
}

const char *received_text(const struct received *r, const char *key)
{
        return text_member(r->body, key);
}

const char *received_header(const struct received *r, const char *name)
{
        return text_member(json_member(r->line, "headers"), name);
}

const char *received_signed(const struct received *r)
{
        return text_member(r->line, "signed");
}
