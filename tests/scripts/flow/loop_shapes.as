// Loops in the shapes for which there is special code: counting by one, constants in them, leaving by a condition.
// rules: STMT-05, STMT-06, STMT-07
float g = 0;
int calls = 0;
int f(int n) { calls++; int s = 0; for (int i = 0; i < n; i++) { if (i == 3) continue; if (i == 8) break; s += i * 100000; } return s; }
bool t(int i) { return i % 3 == 0; }
void main() {
  print("" + f(20) + " " + f(2) + " " + f(0) + " " + f(-5)); // expect: 2500000 100000 0 0
  int c = 0;
  for (uint i = 0; i < 100000; i++) { for (int j = 10; j <= 12; j++) { c += j; if (t(j)) { continue; } c++; } if (i > 50) break; }
  print("" + c); // expect: 1820
  double d = 0; int k = 0;
  while (d < 1000000.5) { d = d * 1.5 + 2.25; if (d > 70000.5) { break; } k++; }
  print("" + d + " " + k); // expect: 75749 23
  array<int> a = {5, 6, 7};
  foreach (int v, uint i : a) { c += v * 70000 + int(i); if (v == 6) continue; g += 0.5f; }
  print("" + c + " " + g); // expect: 1261823 1
  for (int i = 0; i < 3; i++) { try { if (i == 1) { a[10] = 70000; } a[i] = 90000; } catch { c = 1; } }
  print("" + c + " " + a[0] + " " + a[1] + " " + a[2]); // expect: 1 90000 6 90000
  int n = 2147483647; int w = 0;
  for (int i = n - 2; i < n; i++) { w++; } print("" + w); // expect: 2
  int8 b = 0; for (int8 q = 120; q > 0; q++) { b++; } print("" + b); // expect: 8
  for (int i = 0, j = 10; i < j; i++, j--) { w += 1000; } print("" + w); // expect: 5002
  do { w++; if (w > 5010) continue; w += 2; } while (w < 5020); print("" + w); // expect: 5020
  for (;;) { w++; if (w > 6000.5f) break; } print("" + w); // expect: 6001
  string s; for (int i = 0; i < 5; i++) { string u = "x" + i; if (i == 2) continue; if (i == 4) break; s += u; } print(s); // expect: x0x1x3
  while (true) { w -= 100000; if (w < -1000000) break; } print("" + w); // expect: -1093999
  switch (w) { case 1: break; default: for (int i = 0; i < 4; i++) { if (i == 2) break; w = i * 100000; } } print("" + w); // expect: 100000
  bool flag = false; for (int i = 0; i < 3; i++) { flag = true; bool[] bs(2); bs[1] = true; if (!bs[1]) flag = false; } print("" + flag); // expect: true
}
