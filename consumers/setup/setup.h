/* SPDX-License-Identifier: Apache-2.0
 *
 * setup.h - `hentra setup`: makes the warehouse and the topics, or brings them up to this program's version.
 *
 * Existing parts are left as they are, so a second run changes nothing. A schema newer than this program is
 * refused, and so are another zone and another rule version than those of the first setup: every fact was
 * derived by them.
 */
#ifndef HENTRA_SETUP_SETUP_H
#define HENTRA_SETUP_SETUP_H

int setup_command(int argc, char **argv);

#endif
