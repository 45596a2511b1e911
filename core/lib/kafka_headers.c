/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_headers.c - the headers of a message as one block of bytes, and back.
 *
 * Each header is its name, a zero byte, the length of its value (4 bytes, most significant first; -1: no
 * value) and the value.
 */
#include "core/base/bytes.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include <string.h>

#define NO_VALUE UINT32_MAX

void kafka_headers_pack(const struct kafka_message *m, struct bytes *out)
{
        rd_kafka_headers_t *headers;
        const char *name;
        const void *value;
        size_t len;
        bytes_add(out, m->headers.at, m->headers.len);
        if (!m->handle || rd_kafka_message_headers(m->handle, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
                return;
        for (size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &len); i++) {
                bytes_add(out, name, strlen(name) + 1);
                bytes_be32(out, value ? (uint32_t)len : NO_VALUE);
                bytes_add(out, value, value ? len : 0);
        }
}

/* Takes one header from the beginning of `left`; false: there is no whole one. */
static bool take_one(struct text *left, struct kafka_header *out)
{
        const char *end = memchr(left->at, 0, left->len);
        if (!end || left->at + left->len - end < 5)
                return false;
        const uint32_t len = read_be32((const uint8_t *)end + 1);
        const char *value = end + 5;
        const size_t behind = (size_t)(left->at + left->len - value);
        if (len != NO_VALUE && len > behind)
                return false;
        *out = (struct kafka_header){left->at, len == NO_VALUE ? NULL : value, len == NO_VALUE ? 0 : len};
        *left = (struct text){value + out->len, behind - out->len};
        return true;
}

size_t kafka_headers_unpack(struct text block, struct kafka_header **out, size_t room)
{
        struct kafka_header one;
        size_t n = 0;
        for (struct text left = block; left.len && take_one(&left, &one);)
                n++;
        *out = need_alloc((n + room + 1) * sizeof(**out));
        for (size_t i = 0; i < n; i++)
                (void)take_one(&block, &(*out)[i]);
        return n;
}
