// std: gnu++17  min: 11
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
__attribute__((noipa)) static void fails(int n) { if (n % 3 == 0) throw std::runtime_error("three"); if (n % 3 == 1) throw n; }
struct holder { int n; __attribute__((noipa)) holder(int x) try : n((fails(x), x)) {} catch (int) { throw std::logic_error("held"); } __attribute__((noipa)) ~holder() { n = 0; } };
__attribute__((noipa)) static std::string told(std::exception_ptr p) { try { std::rethrow_exception(p); } catch (const std::exception &e) { try { std::rethrow_if_nested(e); } catch (const std::exception &inner) { return std::string(e.what()) + inner.what(); } return e.what(); } }
__attribute__((noipa)) static std::exception_ptr kept(int n) noexcept { try { try { holder h(n); return nullptr; } catch (...) { std::throw_with_nested(std::out_of_range("outer")); } } catch (...) { return std::current_exception(); } }
int main() { std::string s; for (int i = 0; i < 9; i++) if (auto p = kept(i)) s += told(p); std::printf("%s\n", s.c_str()); }
// CALLS fails=9 told=6 kept=9 main=1
