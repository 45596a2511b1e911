/* SPDX-License-Identifier: Apache-2.0
 *
 * container.c - records are gathered into a block, which is written when it is large enough.
 */
#include "core/wire/container.h"

#include "core/lib/crypto.h"
#include "core/wire/zigzag.h"

enum { BLOCK = 256 << 10 };

void avro_put_long(struct bytes *b, int64_t v)
{
        uint8_t digits[ZIGZAG_MOST];
        bytes_add(b, digits, (size_t)(zigzag_put(digits, v) - digits));
}

void avro_put_text(struct bytes *b, struct text t)
{
        avro_put_long(b, (int64_t)t.len);
        bytes_add(b, t.at, t.len);
}

void avro_put_flag(struct bytes *b, bool v)
{
        bytes_add(b, &(uint8_t){v}, 1);
}

void container_begin(struct container *c, FILE *out, struct text schema)
{
        struct bytes head = {0};
        *c = (struct container){.out = out};
        /* It only has to differ from what stands in the file by accident. */
        random_secret(c->sync, sizeof(c->sync));
        bytes_add(&head, "Obj\1", 4);
        avro_put_long(&head, 2);
        avro_put_text(&head, TEXT("avro.schema"));
        avro_put_text(&head, schema);
        avro_put_text(&head, TEXT("avro.codec"));
        avro_put_text(&head, TEXT("null"));
        avro_put_long(&head, 0);
        bytes_add(&head, c->sync, sizeof(c->sync));
        fwrite(head.at, 1, head.len, out);
        bytes_free(&head);
}

struct bytes *container_value(struct container *c)
{
        return &c->block;
}

static void write_block(struct container *c)
{
        struct bytes head = {0};
        if (c->records > 0) {
                avro_put_long(&head, c->records);
                avro_put_long(&head, (int64_t)c->block.len);
                fwrite(head.at, 1, head.len, c->out);
                fwrite(c->block.at, 1, c->block.len, c->out);
                fwrite(c->sync, 1, sizeof(c->sync), c->out);
        }
        bytes_clear(&c->block);
        bytes_free(&head);
        c->records = 0;
}

void container_record(struct container *c)
{
        c->records++;
        if (c->block.len >= BLOCK)
                write_block(c);
}

void container_end(struct container *c)
{
        write_block(c);
        bytes_free(&c->block);
}
