/* SPDX-License-Identifier: Apache-2.0
 *
 * withdraw.h - `hentra dossier withdraw`: a source holds nothing of these dossiers any more, said by hand.
 */
#ifndef HENTRA_WITHDRAW_WITHDRAW_H
#define HENTRA_WITHDRAW_WITHDRAW_H

int withdraw_command(int argc, char **argv);

#endif
