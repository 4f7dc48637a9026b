int run(void) {
    const int size = 400;
    int inside = 0;
    for (int y = 0; y < size; y++) {
        double ci = 2.0 * y / size - 1.0;
        for (int x = 0; x < size; x++) {
            double cr = 2.0 * x / size - 1.5, zr = 0, zi = 0;
            int n = 0;
            while (n < 50) {
                double r2 = zr * zr, i2 = zi * zi;
                if (r2 + i2 > 4.0)
                    break;
                zi = 2.0 * zr * zi + ci;
                zr = r2 - i2 + cr;
                n++;
            }
            inside += n;
        }
    }
    return inside;
}
