/* SPDX-License-Identifier: Apache-2.0
 *
 * log.c - lines on standard error.
 *
 * Rule: a log line is whole or absent. So: it is built in memory and written once; a failing write is
 * ignored, since there is no other place to report it.
 */
#include "core/lib/log.h"
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Threads of librdkafka read them. */
static _Atomic enum log_level least_level = LOG_INFO;
static _Atomic bool as_json;

const char *const log_level_names[LOG_ERROR + 1] = {"debug", "info", "warn", "error"};

void log_configure(enum log_level least, bool json)
{
        least_level = least;
        as_json = json;
}

/* Writes the text as it is when it cannot be misread, else in quotes with JSON's escapes. Bytes above ASCII
 * remain as they are. */
static void add_text(struct bytes *line, const char *text)
{
        bool bare = *text != '\0';
        for (const char *p = text; *p; p++)
                bare = bare && (unsigned char)*p > ' ' && !strchr("\"=\\\x7f", *p);
        if (bare) {
                bytes_add(line, text, strlen(text));
                return;
        }
        bytes_add(line, "\"", 1);
        for (const char *p = text; *p; p++) {
                char escape[8];
                if ((unsigned char)*p < ' ' || *p == 0x7f) {
                        bytes_add(line, escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04x", *p));
                        continue;
                }
                if (*p == '"' || *p == '\\')
                        bytes_add(line, "\\", 1);
                bytes_add(line, p, 1);
        }
        bytes_add(line, "\"", 1);
}

static void add_plain(struct bytes *line, const char *time, enum log_level level, const char *event,
                      const struct log_field *fields, size_t n)
{
        char word[64];
        int len = snprintf(word, sizeof(word), "%s %s ", time, log_level_names[level]);
        bytes_add(line, word, (size_t)len);
        bytes_add(line, event, strlen(event));
        for (size_t i = 0; i < n; i++) {
                const struct log_field *f = &fields[i];
                bytes_add(line, " ", 1);
                bytes_add(line, f->key, strlen(f->key));
                bytes_add(line, "=", 1);
                if (f->type == LOG_TEXT) {
                        add_text(line, f->text ? f->text : "");
                        continue;
                }
                len = f->type == LOG_INT ? snprintf(word, sizeof(word), "%lld", (long long)f->number)
                                         : snprintf(word, sizeof(word), "%.6g", f->real);
                bytes_add(line, word, (size_t)len);
        }
}

static void add_json(struct bytes *line, const char *time, enum log_level level, const char *event,
                     const struct log_field *fields, size_t n)
{
        struct json *j = json_new();
        json_put_text(j, "time", text_of(time));
        json_put_text(j, "level", text_of(log_level_names[level]));
        json_put_text(j, "event", text_of(event));
        for (size_t i = 0; i < n; i++) {
                const struct log_field *f = &fields[i];
                if (f->type == LOG_INT)
                        json_put_int(j, f->key, f->number);
                else if (f->type == LOG_REAL)
                        json_put_real(j, f->key, f->real);
                else if (f->text)
                        json_put_text(j, f->key, text_of(f->text));
                else
                        json_put_null(j, f->key);
        }
        char *text = json_line(j);
        bytes_add(line, text, strlen(text));
        free(text);
        json_free(j);
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
        if (level < least_level)
                return;
        char time[32];
        moment_format(moment_now(), time);
        struct bytes line = {0};
        (as_json ? add_json : add_plain)(&line, time, level, event, fields, n);
        bytes_add(&line, "\n", 1);
        ssize_t written = write(STDERR_FILENO, line.at, line.len);
        (void)written;
        bytes_free(&line);
}
