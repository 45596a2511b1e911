/* SPDX-License-Identifier: Apache-2.0
 *
 * input.c - see input.h.
 */
#include "core/wire/input.h"

struct input_number input_number(const uint8_t *at, const uint8_t *end)
{
        uint64_t bits = 0;
        for (int shift = 0; shift < 64 && at < end; shift += 7) {
                uint8_t byte = *at++;
                if (shift == 63 && byte > 1)
                        break;
                bits |= (uint64_t)(byte & 0x7f) << shift;
                if (byte < 0x80)
                        return (struct input_number){input_signed(bits), at};
        }
        return (struct input_number){0, NULL};
}
