/* SPDX-License-Identifier: Apache-2.0
 *
 * log.h - one line per event on standard error: `time level event key=value …`, or one JSON object.
 *
 * Never log the contents of a record or a secret. Lines are written with one write(2), so the lines of
 * several threads do not mix.
 */
#ifndef HENTRA_LIB_LOG_H
#define HENTRA_LIB_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
extern const char *const log_level_names[LOG_ERROR + 1];

struct log_field {
        const char *key;
        enum { LOG_TEXT, LOG_INT, LOG_REAL } type;
        const char *text;
        int64_t number;
        double real;
};
#define KT(k, v) ((struct log_field){.key = (k), .type = LOG_TEXT, .text = (v)})
#define KI(k, v) ((struct log_field){.key = (k), .type = LOG_INT, .number = (int64_t)(v)})
#define KR(k, v) ((struct log_field){.key = (k), .type = LOG_REAL, .real = (v)})

/* Also while threads log. Default: LOG_INFO, plain. */
void log_configure(enum log_level least, bool json);

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);

/* log_info("load.committed", KI("rows", n), KT("topic", name)); at least one field. */
#define LOG_FIELDS_(...)                         \
        (const struct log_field[]){__VA_ARGS__}, \
                sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)
#define log_debug(event, ...) log_write(LOG_DEBUG, event, LOG_FIELDS_(__VA_ARGS__))
#define log_info(event, ...)  log_write(LOG_INFO, event, LOG_FIELDS_(__VA_ARGS__))
#define log_warn(event, ...)  log_write(LOG_WARN, event, LOG_FIELDS_(__VA_ARGS__))
#define log_error(event, ...) log_write(LOG_ERROR, event, LOG_FIELDS_(__VA_ARGS__))

#endif
