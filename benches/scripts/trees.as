class Tree {
    Tree@ left;
    Tree@ right;
    Tree(int depth) {
        if (depth > 0) {
            @left = Tree(depth - 1);
            @right = Tree(depth - 1);
        }
    }
    int check() {
        if (left is null)
            return 1;
        return 1 + left.check() + right.check();
    }
}

int run() {
    int sum = 0;
    for (int i = 0; i < 60; i++) {
        Tree@ t = Tree(13);
        sum += t.check();
    }
    return sum;
}
