/* SPDX-License-Identifier: Apache-2.0
 *
 * verify.h - `hentra verify`: the warehouse proved against itself, and repaired from the histories.
 */
#ifndef HENTRA_VERIFY_VERIFY_H
#define HENTRA_VERIFY_VERIFY_H

int verify_command(int argc, char **argv);

#endif
