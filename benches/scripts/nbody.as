class Body {
    double x, y, z, vx, vy, vz, mass;
    Body(double px, double py, double pz, double ux, double uy, double uz, double m) {
        x = px;
        y = py;
        z = pz;
        vx = ux;
        vy = uy;
        vz = uz;
        mass = m;
    }
}

void advance(array<Body@> &bodies, double dt) {
    uint count = bodies.length();
    for (uint i = 0; i < count; i++) {
        Body@ a = bodies[i];
        for (uint j = i + 1; j < count; j++) {
            Body@ b = bodies[j];
            double dx = a.x - b.x;
            double dy = a.y - b.y;
            double dz = a.z - b.z;
            double d = dx * dx + dy * dy + dz * dz;
            double mag = dt / (d * d);
            a.vx -= dx * b.mass * mag;
            a.vy -= dy * b.mass * mag;
            a.vz -= dz * b.mass * mag;
            b.vx += dx * a.mass * mag;
            b.vy += dy * a.mass * mag;
            b.vz += dz * a.mass * mag;
        }
    }
    for (uint i = 0; i < count; i++) {
        Body@ a = bodies[i];
        a.x += dt * a.vx;
        a.y += dt * a.vy;
        a.z += dt * a.vz;
    }
}

int run() {
    array<Body@> bodies;
    bodies.insertLast(Body(0, 0, 0, 0, 0, 0, 39.47));
    bodies.insertLast(Body(4.84, -1.16, -0.10, 0.60, 2.81, -0.02, 0.037));
    bodies.insertLast(Body(8.34, 4.12, -4.0, -1.01, 1.82, 0.008, 0.011));
    bodies.insertLast(Body(12.89, -15.11, -0.22, 1.08, 0.86, -0.01, 0.0017));
    bodies.insertLast(Body(15.37, -25.9, 0.179, 0.979, 0.594, -0.034, 0.002));
    for (int n = 0; n < 200000; n++) {
        advance(bodies, 0.001);
    }
    double sum = 0;
    for (uint i = 0; i < bodies.length(); i++) {
        Body@ b = bodies[i];
        sum += b.x + b.y + b.z;
    }
    return int(sum * 1000);
}
