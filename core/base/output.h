/* SPDX-License-Identifier: Apache-2.0
 *
 * output.h - tells whether everything printed has arrived.
 */
#ifndef HENTRA_BASE_OUTPUT_H
#define HENTRA_BASE_OUTPUT_H

#include "core/base/err.h"

/* Flushes standard output. FATAL: not all of it could be written. A reader that has read enough (`| head`) is
 * no failure. */
MUST enum fault output_finish(struct err *e);

#endif
