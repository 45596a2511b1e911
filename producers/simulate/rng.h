/* SPDX-License-Identifier: Apache-2.0
 *
 * rng.h - random numbers that are a function of seed and index, the same on every machine.
 *
 * Rule: integers only, no state outside the struct. So every dossier can be drawn alone and in any order.
 */
#ifndef HENTRA_SIMULATE_RNG_H
#define HENTRA_SIMULATE_RNG_H

#include <stdbool.h>
#include <stdint.h>

/* A bijection of 64 bits that leaves no visible pattern (the finalizer of SplitMix64). */
static inline uint64_t rng_mix(uint64_t x)
{
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
        return x ^ (x >> 31);
}

struct rng {
        uint64_t state;
};

/* The stream of draws that belongs to (seed, index). */
static inline struct rng rng_of(uint64_t seed, uint64_t index)
{
        return (struct rng){rng_mix(rng_mix(seed + 0x9e3779b97f4a7c15ULL) + index * 0xd1342543de82ef95ULL)};
}

static inline uint64_t rng_next(struct rng *r)
{
        return rng_mix(r->state += 0x9e3779b97f4a7c15ULL);
}

/* 0 <= result < n; n of 0 gives 0. The bias is below n / 2^64. */
static inline int64_t rng_below(struct rng *r, int64_t n)
{
        return (int64_t)(((unsigned __int128)rng_next(r) * (uint64_t)n) >> 64);
}

/* least <= result <= most */
static inline int64_t rng_between(struct rng *r, int64_t least, int64_t most)
{
        return least + rng_below(r, most - least + 1);
}

/* Shares are parts of a million. */
enum { MILLION = 1000000 };
static inline bool rng_chance(struct rng *r, uint32_t ppm)
{
        return rng_below(r, MILLION) < (int64_t)ppm;
}

/* A permutation of [0, n) chosen by `key`: a Feistel network of four rounds over the next even number of
 * bits, repeated until the result falls inside. x must lie in [0, n). */
static inline uint64_t rng_permute(uint64_t key, uint64_t n, uint64_t x)
{
        int half = n < 4 ? 1 : (64 - __builtin_clzll(n - 1) + 1) / 2;
        uint64_t mask = (1ULL << half) - 1;
        do {
                uint64_t left = x >> half, right = x & mask;
                for (uint64_t round = 1; round <= 4; round++) {
                        uint64_t next = left ^ (rng_mix(key + round * 0x9e3779b97f4a7c15ULL + right) & mask);
                        left = right;
                        right = next;
                }
                x = left << half | right;
        } while (x >= n);
        return x;
}

#endif
