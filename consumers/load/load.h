/* SPDX-License-Identifier: Apache-2.0
 *
 * load.h - `hentra load`: the topic into the warehouse, exactly once.
 */
#ifndef HENTRA_LOAD_LOAD_H
#define HENTRA_LOAD_LOAD_H

int load_command(int argc, char **argv);

#endif
