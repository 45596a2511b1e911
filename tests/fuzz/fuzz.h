/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz.h - what the targets share. A target is a file NAME.c: it reads one input and says what must hold of
 * it.
 *
 * Held of every input, by fuzz.c: no more memory at any moment than fuzz_bound allows for its size, and
 * nothing of it left behind. Corpus and dictionary of a target are tests/fuzz/corpus/NAME/ and
 * tests/fuzz/NAME.dict.
 */
#ifndef HENTRA_TESTS_FUZZ_FUZZ_H
#define HENTRA_TESTS_FUZZ_FUZZ_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Bytes that may be allocated at once while an input of n bytes is read: base + factor * n. */
struct fuzz_bound {
        size_t base, factor;
};

/* Each target has these. */
extern const struct fuzz_bound fuzz_bound;
void fuzz_open(void); /* once, before the first input */
void fuzz_one(const uint8_t *data, size_t size);

/* An assertion that also holds in release builds. */
#define HOLDS(claim)                                                                               \
        do {                                                                                       \
                if (!(claim)) {                                                                    \
                        fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #claim); \
                        abort();                                                                   \
                }                                                                                  \
        } while (0)

/* An error is one line that says something. Returns its kind. */
enum fault fuzz_said(enum fault fault, const struct err *e);

/* The number of allocations so far. */
size_t fuzz_allocations(void);

/* The input up to the next NUL (or its end), which is taken off the front; *data is moved behind it. */
struct text fuzz_part(const uint8_t **data, size_t *size);
/* The same as a C string of its own, for free(). */
char *fuzz_string(const uint8_t **data, size_t *size);

/* A file in memory that holds `content`; every slot is one file, which is written anew. Its path is good for
 * open() within this process. */
enum { FUZZ_FILES = 4 };
int fuzz_file(int slot, struct text content, const char **path);

#endif
