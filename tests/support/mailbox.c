/* SPDX-License-Identifier: Apache-2.0
 *
 * mailbox.c - see mailbox.h.
 */
#include "tests/support/mailbox.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/wait.h>

void mailbox_start(struct mailbox *m)
{
        char line[700], path[3][100];
        int port[2];
        *m = (struct mailbox){.dir = "/tmp/hentra-mailbox-XXXXXX"};
        assert_non_null(mkdtemp(m->dir));
        snprintf(path[0], sizeof(path[0]), "%s/record", m->dir);
        snprintf(path[1], sizeof(path[1]), "%s/cert.pem", m->dir);
        snprintf(path[2], sizeof(path[2]), "%s/key.pem", m->dir);
        snprintf(line, sizeof(line),
                 "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
                 "/CN=mail "
                 "-addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s 2>/dev/null && : >%s",
                 path[2], path[1], path[0]);
        assert_int_equal(system(line), 0); /* NOLINT(cert-env33-c) */
        assert_int_equal(pipe(port), 0);
        m->pid = fork();
        assert_true(m->pid >= 0);
        if (m->pid == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                dup2(port[1], STDOUT_FILENO);
                close(port[0]);
                close(port[1]);
                execl("/usr/bin/python3", "python3", SOURCE_DIR "/tests/support/mailbox.py", path[0], path[1],
                      path[2], (char *)NULL);
                _exit(127);
        }
        close(port[1]);
        FILE *in = fdopen(port[0], "r");
        assert_non_null(in);
        if (fscanf(in, "%d %d %d", &m->plain, &m->starttls, &m->tls) != 3)
                fail_msg("the mailbox did not start (python3-aiosmtpd?)");
        fclose(in);
}

void mailbox_stop(struct mailbox *m)
{
        char line[100];
        if (m->pid > 0) {
                kill(m->pid, SIGKILL);
                waitpid(m->pid, NULL, 0);
                snprintf(line, sizeof(line), "rm -r %s", m->dir);
                assert_int_equal(system(line), 0); /* NOLINT(cert-env33-c) */
        }
        *m = (struct mailbox){0};
}

const char *letter_text(const struct json_node *letter, const char *key)
{
        struct text t;
        return json_text_of(json_member(letter, key), &t) ? t.at : "";
}

int mailbox_count(const struct mailbox *m, const char *to, bool taken, struct json_node **last)
{
        char path[100], *line = NULL;
        size_t room = 0;
        ssize_t len;
        int n = 0;
        if (last)
                *last = NULL;
        snprintf(path, sizeof(path), "%s/record", m->dir);
        FILE *in = fopen(path, "r");
        assert_non_null(in);
        while ((len = getline(&line, &room, in)) > 0 && line[len - 1] == '\n') {
                struct json_node *read;
                struct err e;
                bool was_taken = false;
                DONE(json_read(&read, (struct text){line, (size_t)len}, &e));
                if (strcmp(letter_text(read, "to"), to) != 0 ||
                    !json_bool_of(json_member(read, "taken"), &was_taken) || was_taken != taken) {
                        json_close(read);
                        continue;
                }
                n++;
                if (last) {
                        json_close(*last);
                        *last = read;
                } else {
                        json_close(read);
                }
        }
        free(line);
        fclose(in);
        return n;
}

const char *letter_header(const struct json_node *letter, const char *name)
{
        const struct json_node *head = json_member(letter, "head");
        for (size_t i = 0; i < json_items(head); i++) {
                struct text key, value;
                if (json_text_of(json_item(json_item(head, i), 0), &key) && !strcasecmp(key.at, name) &&
                    json_text_of(json_item(json_item(head, i), 1), &value))
                        return value.at;
        }
        return "";
}
