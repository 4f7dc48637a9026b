#include <stdlib.h>

typedef struct Tree Tree;
struct Tree {
    Tree *left, *right;
};

static Tree *make(int depth) {
    Tree *t = calloc(1, sizeof(Tree));
    if (depth > 0) {
        t->left = make(depth - 1);
        t->right = make(depth - 1);
    }
    return t;
}

static int check(const Tree *t) { return t->left == NULL ? 1 : 1 + check(t->left) + check(t->right); }

static void drop(Tree *t) {
    if (t == NULL)
        return;
    drop(t->left);
    drop(t->right);
    free(t);
}

int run(void) {
    int sum = 0;
    for (int i = 0; i < 60; i++) {
        Tree *t = make(13);
        sum += check(t);
        drop(t);
    }
    return sum;
}
