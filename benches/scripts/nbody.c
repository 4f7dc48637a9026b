typedef struct {
    double x, y, z, vx, vy, vz, mass;
} Body;

static void advance(Body *bodies, int count, double dt) {
    for (int i = 0; i < count; i++) {
        Body *a = &bodies[i];
        for (int j = i + 1; j < count; j++) {
            Body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            double d = dx * dx + dy * dy + dz * dz;
            double mag = dt / (d * d);
            a->vx -= dx * b->mass * mag;
            a->vy -= dy * b->mass * mag;
            a->vz -= dz * b->mass * mag;
            b->vx += dx * a->mass * mag;
            b->vy += dy * a->mass * mag;
            b->vz += dz * a->mass * mag;
        }
    }
    for (int i = 0; i < count; i++) {
        Body *a = &bodies[i];
        a->x += dt * a->vx;
        a->y += dt * a->vy;
        a->z += dt * a->vz;
    }
}

int run(void) {
    Body bodies[] = {
        {0, 0, 0, 0, 0, 0, 39.47},
        {4.84, -1.16, -0.10, 0.60, 2.81, -0.02, 0.037},
        {8.34, 4.12, -4.0, -1.01, 1.82, 0.008, 0.011},
        {12.89, -15.11, -0.22, 1.08, 0.86, -0.01, 0.0017},
        {15.37, -25.9, 0.179, 0.979, 0.594, -0.034, 0.002},
    };
    for (int n = 0; n < 200000; n++)
        advance(bodies, 5, 0.001);
    double sum = 0;
    for (int i = 0; i < 5; i++)
        sum += bodies[i].x + bodies[i].y + bodies[i].z;
    return (int)(sum * 1000);
}
