/* SPDX-License-Identifier: Apache-2.0
 *
 * simulate.h - `hentra simulate`: the events of a simulated province-year, to Kafka or a file.
 */
#ifndef HENTRA_SIMULATE_SIMULATE_H
#define HENTRA_SIMULATE_SIMULATE_H

int simulate_command(int argc, char **argv);

#endif
