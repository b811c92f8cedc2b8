// std: gnu++20  min: 11  flags: -pthread
#include <cstdio>
#include <thread>
__attribute__((noipa)) static int make(int x) { return x + 1; }
struct logged { int n; __attribute__((noipa)) explicit logged(int x) : n(make(x)) {} __attribute__((noipa)) ~logged() { n = make(n); } };
static logged first(1);
inline logged second __attribute__((init_priority(200)))(2);
thread_local logged mine(3);
__attribute__((noipa)) static int once() { static logged kept(4); return kept.n; }
__attribute__((noipa)) static int use() { return mine.n + once(); }
int main() { int s = first.n + second.n; for (int i = 0; i < 3; i++) std::thread([&] { s += use() + use(); }).join(); std::printf("%d\n", s); }
// CALLS once=6 use=6 logged=6 main=1
