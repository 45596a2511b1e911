/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_socket.h - what a server needs before it starts: its socket and its files.
 */
#ifndef HENTRA_LIB_HTTPD_SOCKET_H
#define HENTRA_LIB_HTTPD_SOCKET_H

#include "core/base/err.h"
#include "core/lib/httpd.h"

/* The text of a file, to be freed; NULL where `path` is. USAGE: it cannot be read. */
MUST enum fault httpd_read_pem(const char *path, char **out, struct err *e);
/* The same of a file that must have certificates: the library would take one without, and trust nobody. */
MUST enum fault httpd_read_authority(const char *path, char **out, struct err *e);
/* A socket that listens; -1: *e says FATAL. */
int httpd_listen(const struct httpd_options *o, struct err *e);
int httpd_socket_port(int fd);

/* The 16 bytes of httpd_address(). */
struct sockaddr;
void httpd_socket_address(const struct sockaddr *from, uint8_t out[static 16]);

#endif
