/* SPDX-License-Identifier: Apache-2.0
 *
 * foresight.h - `hentra foresight`.
 */
#ifndef HENTRA_FORESIGHT_FORESIGHT_H
#define HENTRA_FORESIGHT_FORESIGHT_H

int foresight_command(int argc, char **argv);

#endif
