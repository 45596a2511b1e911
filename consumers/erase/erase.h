/* SPDX-License-Identifier: Apache-2.0
 *
 * erase.h - `hentra erase`: personal data that slipped in, found and removed.
 */
#ifndef HENTRA_ERASE_ERASE_H
#define HENTRA_ERASE_ERASE_H

int erase_command(int argc, char **argv);

#endif
