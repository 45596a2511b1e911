/* SPDX-License-Identifier: Apache-2.0
 *
 * output.h - tells whether everything printed has arrived; files that are there whole or not at all.
 */
#ifndef HENTRA_BASE_OUTPUT_H
#define HENTRA_BASE_OUTPUT_H

#include "core/base/err.h"
#include <stdio.h>

/* Flushes standard output. FATAL: not all of it could be written. A reader that has read enough (`| head`) is
 * no failure. */
MUST enum fault output_finish(struct err *e);

/* A file that takes its name only when it is complete: it is written beside, under another name. What it
 * replaces gives it its mode, and its owner where that is allowed; a link stays, and the file that it leads
 * to is replaced. */
struct output_file { /* zero is none */
        FILE *out;
        char *path;   /* its name in the end */
        char *beside; /* its name until then */
};
/* USAGE: such a file cannot be made there, or what is there is no file (a folder, a pipe, a device). */
MUST enum fault output_file_open(struct output_file *f, const char *path, struct err *e);
/* Everything has arrived on the disk, under its name; what was there before is replaced. Ends `f` in any
 * case. FATAL: it has not. */
MUST enum fault output_file_close(struct output_file *f, struct err *e);
/* Instead: nothing was written, and what was there before is still there. Zero and twice are fine. */
void output_file_drop(struct output_file *f);

#endif
