#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096 };

typedef struct {
    char word[16];
    int count;
} Entry;

static Entry table[BUCKETS];

static Entry *find(const char *word, size_t length) {
    unsigned hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)word[i]) * 16777619u;
    for (;; hash++) {
        Entry *e = &table[hash % BUCKETS];
        if (e->word[0] == 0)
            memcpy(e->word, word, length);
        else if (strncmp(e->word, word, length) != 0 || e->word[length] != 0)
            continue;
        return e;
    }
}

int run(void) {
    const char *names[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"};
    char *text = malloc(300000 * 16), *at = text;
    unsigned seed = 1;
    for (int i = 0; i < 300000; i++) {
        seed = seed * 1664525u + 1013904223u;
        at += sprintf(at, "%s%u ", names[(seed >> 24) % 10], (seed >> 16) % 100);
    }
    const char *start = text, *end;
    while ((end = strchr(start, ' ')) != NULL) {
        find(start, (size_t)(end - start))->count++;
        find("all", 3)->count++;
        start = end + 1;
    }
    int total = 0, most = 0;
    for (int i = 0; i < BUCKETS; i++) {
        total += table[i].count;
        if (table[i].count > most && strcmp(table[i].word, "all") != 0)
            most = table[i].count;
    }
    free(text);
    return total + most;
}
