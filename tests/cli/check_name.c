/* SPDX-License-Identifier: MIT */
/* check_name.c - C++ names made short. */
#include "check_cli.h"
#include "tree/name.h"

#include <string.h>

static const struct {
    const char *name, *short_name;
} names[] = {
    {"main", "main"},
    {"main.part.0", "main.part.0"},
    {"run(int)", "run"},
    {"text::Source::next(std::__cxx11::basic_string<char, std::char_traits<char>, "
     "std::allocator<char> >&) const",
     "text::Source::next"},
    {"std::vector<int, std::allocator<int> >::push_back(int const&)", "std::vector<…>::push_back"},
    {"std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >::size() "
     "const",
     "std::string::size"},
    {"void f<int>(int)", "f<int>"},
    {"unsigned long my::f<std::map<int, int>, a<b<c<d> > > >(int)",
     "my::f<std::map<…>, a<b<…> > >"},
    {"f(int)::{lambda(int, char)#2}::operator()(int, char) const", "f::{lambda#2}::operator()"},
    {"(anonymous namespace)::f(int)", "(anonymous namespace)::f"},
    {"bool std::operator< <char, std::char_traits<char> >(std::string const&)",
     "std::operator< <…>"},
    {"operator new[](unsigned long)", "operator new[]"},
    {"S::operator->() const", "S::operator->"},
    {"S::operator unsigned long() const", "S::operator unsigned long"},
    {"f(int) [clone .part.0]", "f [clone .part.0]"},
    /* None of C++'s. */
    {"main.(*T).f", "main.(*T).f"},
    {"<T as Trait>::f", "<T as Trait>::f"},
    {"<script>alert(1)</script>", "<script>alert(1)</script>"},
    {"bad>name<", "bad>name<"},
    {"(paren", "(paren"},
    {"a < b > c", "a < b > c"},
    {"f<", "f<"},
    {"operator", "operator"},
    {"", ""},
};

START_TEST(test_names)
{
    struct ci_pool pool = {0};
    const char *result = ci_name_shorten(&pool, names[_i].name);
    ck_assert_str_eq(result, names[_i].short_name);
    ci_pool_deinit(&pool);
}
END_TEST

START_TEST(test_long_name)
{
    struct ci_pool pool = {0};
    char name[5001];
    for (size_t i = 0; i + 1 < sizeof name; i++)
        name[i] = "ä"[i % 2];
    name[sizeof name - 1] = '\0';
    const char *result = ci_name_shorten(&pool, name);
    ck_assert_uint_lt(strlen(result), 200);
    ck_assert_ptr_nonnull(strstr(result, "ä…ä"));
    ci_pool_deinit(&pool);
}
END_TEST

TCase *ci_check_name(void)
{
    TCase *test = tcase_create("name");
    tcase_add_loop_test(test, test_names, 0, sizeof names / sizeof *names);
    tcase_add_test(test, test_long_name);
    return test;
}
