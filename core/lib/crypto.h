/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto.h - digests of libcrypto: UUIDs of names, identity of files, signatures of messages.
 */
#ifndef HENTRA_LIB_CRYPTO_H
#define HENTRA_LIB_CRYPTO_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The name-based UUID (version 5: SHA-1). `named` is the UUID of the name space (16 bytes), followed by the
 * name; `len` bytes in all. */
enum { UUID_SPACE = 16 };
void uuid_of_name(const void *named, size_t len, uint8_t out[static 16]);

/* 8-4-4-4-12 hexadecimal digits, lower case, with a NUL; returns out. */
enum { UUID_TEXT = 37 };
char *uuid_format(const uint8_t id[static 16], char out[static UUID_TEXT]);

/* SHA-256 of a whole file, read in blocks; memory does not grow with the file. FATAL when it cannot be read;
 * RETRY when a stop was asked before its end: a large file takes half a minute. */
MUST enum fault sha256_file(const char *path, uint8_t out[static 32], struct err *e);

void sha256_text(struct text message, uint8_t out[static 32]);

/* True when both are the same, in a time that does not tell where they differ: for secrets. */
bool bytes_equal_secret(const uint8_t *a, const uint8_t *b, size_t len);

/* Bytes that nobody can guess. */
void random_secret(uint8_t *out, size_t len);

/* HMAC-SHA-256 (RFC 2104): proof that its maker knows the key. */
void hmac_sha256(struct text key, struct text message, uint8_t out[static 32]);

/* Base64 (RFC 4648) with a NUL, padded: out needs 4 * ((len + 2) / 3) + 1 bytes; returns out. */
char *base64_format(const void *bytes, size_t len, char *out);

/* Lower-case hexadecimal with a NUL: out needs 2 * len + 1 bytes; returns out. */
char *hex_format(const uint8_t *bytes, size_t len, char *out);
/* Reads 2 * len hexadecimal digits of either case, and no more. False: it is something else. */
bool hex_parse(struct text t, uint8_t *out, size_t len);

#endif
