/* SPDX-License-Identifier: Apache-2.0
 *
 * err.h - what went wrong, and what the caller may do about it.
 *
 * Rule: a function that can fail returns a `enum fault` and fills one `struct err`;
 * the layer that acts on the error is the one that logs it, once.
 */
#ifndef HENTRA_BASE_ERR_H
#define HENTRA_BASE_ERR_H

#define MUST              __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

enum fault {
        OK = 0,
        RETRY,  /* wait and do the same again: connection lost, deadlock, queue full */
        POISON, /* this one record can never be read: set it aside with its bytes, go on */
        FATAL,  /* stop: going on would lose or double something */
        USAGE,  /* the person who started the program must change an option, a key or a file */
};

/* Zero is "no error". `text` is one line, without a final newline or full stop, and never holds
 * the contents of a record or a secret. */
struct err {
        enum fault kind;
        char text[512];
};

/* Sets *e and returns `kind`, so that a function can end with `return fail(e, RETRY, …)`. */
enum fault fail(struct err *e, enum fault kind, const char *fmt, ...) PRINTF(3, 4);

/* As fail(), with ": " and the text of errno behind. */
enum fault fail_errno(struct err *e, enum fault kind, const char *fmt, ...) PRINTF(3, 4);

/* Puts where it happened before the text ("where: text"); keeps and returns the kind. */
enum fault fail_at(struct err *e, const char *fmt, ...) PRINTF(2, 3);

/* The process exit code for an error: 0 OK, 1 the job failed, 2 wrong usage or configuration. */
int exit_code(enum fault kind);

/* "OK", "RETRY", … for logs. */
const char *fault_name(enum fault kind);

#endif
