/* The account-executive plan as a loop over arrays: the floor, what the calculation itself costs.
 *
 * Everything is whole cents; products are 128 bits wide. The caller has checked what is about columns (blanks, types,
 * products, days); what is about rows of several tables is checked here. A negative result is what was wrong. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef __int128 wide;
typedef struct { const int32_t *at; const char *text; int64_t n; } texts;
typedef struct { uint32_t *slot; uint64_t mask; } table;

static int64_t half_even(wide n, wide d) {
    wide t = n / d, r = n - t * d, twice = 2 * (r < 0 ? -r : r);
    if (twice > d || (twice == d && (t & 1))) t += n < 0 ? -1 : 1;
    return (int64_t)t;
}

static int64_t clip(int64_t v, int64_t lo, int64_t hi) { return v < lo ? lo : v > hi ? hi : v; }

static uint64_t hash(const char *s, int32_t n) {
    uint64_t h = 0x9e3779b97f4a7c15ull ^ (uint64_t)n, w;
    for (; n >= 8; s += 8, n -= 8) { memcpy(&w, s, 8); h = (h ^ w) * 0xff51afd7ed558ccdull; h ^= h >> 32; }
    w = 0; memcpy(&w, s, (size_t)n);
    h = (h ^ w) * 0xc4ceb9fe1a85ec53ull; h ^= h >> 29; h *= 0xff51afd7ed558ccdull;
    return h ^ (h >> 32);
}

static int same(const texts *a, int64_t i, const texts *b, int64_t j) {
    int32_t n = a->at[i + 1] - a->at[i];
    return n == b->at[j + 1] - b->at[j] && !memcmp(a->text + a->at[i], b->text + b->at[j], (size_t)n);
}

/* 0: made; otherwise a key is there twice (or there is no memory). */
static int make(table *t, const texts *keys) {
    uint64_t size = 16;
    while (size < 2 * (uint64_t)keys->n) size *= 2;
    t->mask = size - 1;
    if (!(t->slot = calloc(size, sizeof *t->slot))) return 1;
    for (int64_t i = 0; i < keys->n; i++) {
        uint64_t s = hash(keys->text + keys->at[i], keys->at[i + 1] - keys->at[i]) & t->mask;
        for (; t->slot[s]; s = (s + 1) & t->mask) if (same(keys, t->slot[s] - 1, keys, i)) return 1;
        t->slot[s] = (uint32_t)i + 1;
    }
    return 0;
}

static int64_t find(const table *t, const texts *keys, const texts *from, int64_t i) {
    uint64_t s = hash(from->text + from->at[i], from->at[i + 1] - from->at[i]) & t->mask;
    for (; t->slot[s]; s = (s + 1) & t->mask) if (same(keys, t->slot[s] - 1, from, i)) return t->slot[s] - 1;
    return -1;
}

static const texts *sorting;

static int by_text(const void *a, const void *b) {
    int64_t i = *(const int32_t *)a, j = *(const int32_t *)b;
    int32_t n = sorting->at[i + 1] - sorting->at[i], m = sorting->at[j + 1] - sorting->at[j];
    int c = memcmp(sorting->text + sorting->at[i], sorting->text + sorting->at[j], (size_t)(n < m ? n : m));
    return c ? c : n - m;
}

/* A stable counting sort of `from` by `key[row[i]]`, or by `key[i]` where there is no row. */
static int by_key(const int32_t *from, int32_t *to, int64_t n, const int32_t *key, const int32_t *row, int64_t keys) {
    int64_t *start = calloc((size_t)keys + 1, sizeof *start);
    if (!start) return 1;
    for (int64_t i = 0; i < n; i++) start[key[row ? row[from[i]] : from[i]] + 1]++;
    for (int64_t k = 0; k < keys; k++) start[k + 1] += start[k];
    for (int64_t i = 0; i < n; i++) to[start[key[row ? row[from[i]] : from[i]]]++] = from[i];
    free(start);
    return 0;
}

/* Results: for each split, in the order of `order`, which is by participant, day and deal, its deal and participant and
 * its amounts in cents; for each participant what their reports booked. */
int pay(const texts *person_id, const int64_t *quota, const int64_t *variable, const int32_t *manager,
        const texts *deal_id, const int32_t *day, const uint8_t *push, const int64_t *amount,
        const texts *split_deal, const texts *split_to, const int32_t *share, const uint8_t *prime,
        int32_t *order, int32_t *deal, int32_t *person, int64_t *x, int64_t *base, int64_t *base_cut,
        int64_t *pushed, int64_t *push_cut, int64_t *team) {
    int64_t people = person_id->n, deals = deal_id->n, n = split_deal->n;
    table persons = {0}, keys = {0};
    if (make(&persons, person_id)) return -1;
    if (make(&keys, deal_id)) return -2;
    int32_t *total = calloc((size_t)deals + 1, 4), *primes = calloc((size_t)deals + 1, 4);
    int64_t *left = malloc(((size_t)deals + 1) * 8);
    int32_t *other = malloc(((size_t)n + 1) * 4), *rank = malloc(((size_t)deals + 1) * 4);
    if (!total || !primes || !left || !other || !rank) return -9;

    memcpy(left, amount, (size_t)deals * 8);
    for (int64_t i = 0; i < n; i++) {
        int64_t d = find(&keys, deal_id, split_deal, i), p = find(&persons, person_id, split_to, i);
        if (d < 0 || p < 0) return -3;
        deal[i] = (int32_t)d; person[i] = (int32_t)p;
        total[d] += share[i]; primes[d] += prime[i];
        x[i] = half_even((wide)amount[d] * share[i], 10000);
        left[d] -= x[i];
    }
    for (int64_t d = 0; d < deals; d++) if (total[d] != 10000 || primes[d] != 1) return -4;
    for (int64_t i = 0; i < n; i++) if (prime[i]) x[i] += left[deal[i]];
    free(persons.slot); free(keys.slot); free(total); free(primes); free(left);

    /* Deals in order of their texts: mostly they lie so. */
    int sorted = 1;
    sorting = deal_id;
    int32_t *list = malloc(((size_t)deals + 1) * 4);
    if (!list) return -9;
    for (int32_t d = 0; d < deals; d++) {
        list[d] = d;
        if (d && sorted && by_text(&list[d - 1], &list[d]) > 0) sorted = 0;
    }
    if (!sorted) qsort(list, (size_t)deals, sizeof *list, by_text);
    for (int32_t d = 0; d < deals; d++) rank[list[d]] = d;
    free(list);
    for (int32_t i = 0; i < n; i++) order[i] = i;
    if (by_key(order, other, n, rank, deal, deals)) return -9;
    if (by_key(other, order, n, day, deal, 90)) return -9;
    if (by_key(order, other, n, person, NULL, people)) return -9;
    memcpy(order, other, (size_t)n * 4);
    free(other); free(rank);

    memset(team, 0, (size_t)people * 8);
    int64_t run = 0, earned = 0, spiff = 0, last = -1;
    int32_t last_deal = -1;
    for (int64_t k = 0; k < n; k++) {
        int64_t i = order[k], p = person[i], q = quota[p], v = variable[p], sum = 0;
        if (p != last) { run = earned = spiff = 0; last = p; last_deal = -1; }
        if (deal[i] == last_deal) return -6;
        last_deal = deal[i];
        int64_t b = 2 * run, a = 2 * (run += x[i]);
        if (run < 0) return -5;
        for (int m = 1; m <= 4; m++) {
            int64_t lo = (m - 1) * q, hi = m == 4 ? INT64_MAX : m * q, part = clip(a, lo, hi) - clip(b, lo, hi);
            if (part) sum += half_even((wide)part * v * m, 4 * (wide)q);
        }
        int64_t cap = 3 * v, before = earned;
        base[i] = sum;
        earned += sum;
        base_cut[i] = (earned < cap ? earned : cap) - (before < cap ? before : cap) - sum;
        pushed[i] = push_cut[i] = 0;
        if (push[deal[i]]) {
            pushed[i] = half_even((wide)x[i] * 2, 100);
            before = spiff; spiff += pushed[i]; cap = 500000;
            push_cut[i] = (spiff < cap ? spiff : cap) - (before < cap ? before : cap) - pushed[i];
        }
        if (manager[p] >= 0) team[manager[p]] += x[i];
    }
    for (int64_t p = 0; p < people; p++) team[p] = half_even(team[p], 100);
    return 0;
}
