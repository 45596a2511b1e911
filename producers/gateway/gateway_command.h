/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway_command.h - `hentra gateway`: one-stop systems post their dossiers as to the national portal.
 */
#ifndef HENTRA_GATEWAY_GATEWAY_COMMAND_H
#define HENTRA_GATEWAY_GATEWAY_COMMAND_H

int gateway_command(int argc, char **argv);

#endif
