// Times the expression language: the expressions of a file, evaluated and parsed anew each time, and longer and longer
// ones. Usage: expr_bench FILE SECONDS; prints one JSON object of nanoseconds, as peers/expressions.mjs does.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/json.h"
#include "expr/expression.h"
#include "expr/json_value.h"
#include "expr/object_scope.h"

namespace {

using Clock = std::chrono::steady_clock;
using ropewalk::expr::Expression;
using ropewalk::expr::ObjectScope;
using ropewalk::expr::Value;
using ropewalk::expr::Vocabulary;

/// What is timed has to give something that is looked at, or the compiler may leave it out.
std::size_t truthy = 0;

Value evaluate(const Expression& expression, const ObjectScope& scope) {
  auto value = expression.evaluate(scope);
  if (!value) {
    std::fprintf(stderr, "%s\n", value.error().message.c_str());
    std::exit(1);
  }
  return std::move(*value);
}

Expression parse(const std::string& text, const Vocabulary& vocabulary) {
  auto expression = Expression::parse(text, vocabulary);
  if (!expression) {
    std::fprintf(stderr, "%s\n", expression.error().message.c_str());
    std::exit(1);
  }
  return std::move(*expression);
}

/// Nanoseconds for one call of `work`: the best of many slices of a hundredth of a second, because other programs take
/// the processor away in between. The first tenth warms up.
template <class Work>
double time(double seconds, Work work) {
  constexpr double kSlice = 0.01;
  const auto run = [&](double limit) {
    std::size_t calls = 0;
    const auto start = Clock::now();
    double passed = 0;
    while (passed < limit) {
      work();
      ++calls;
      passed = std::chrono::duration<double>(Clock::now() - start).count();
    }
    return passed / static_cast<double>(calls) * 1e9;
  };
  run(seconds / 10);
  double best = run(kSlice);
  for (double spent = kSlice; spent < seconds; spent += kSlice) {
    best = std::min(best, run(kSlice));
  }
  return best;
}

std::string chain(int terms) {
  std::string text = "github.ref == 'refs/heads/x0'";
  for (int i = 1; i < terms; ++i) {
    text += fmt::format(" || github.ref == 'refs/heads/x{}'", i);
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: expr_bench FILE SECONDS\n");
    return 2;
  }
  std::ifstream file(argv[1]);
  const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto set = ropewalk::parse_json(content, argv[1]);
  if (!set) {
    std::fprintf(stderr, "%s\n", set.error().message.c_str());
    return 1;
  }
  const double seconds = std::strtod(argv[2], nullptr);
  const Value contexts = ropewalk::expr::to_value(set->at("contexts"));
  const ObjectScope scope(contexts.object());
  std::vector<std::string_view> names;
  for (const auto& [name, value] : contexts.object().members()) {
    names.emplace_back(name);
  }
  const Vocabulary vocabulary{names, ropewalk::expr::kStatusFunctions};

  std::vector<std::string> texts;
  std::vector<Expression> expressions;
  for (const auto& text : set->at("expressions").as_array()) {
    texts.emplace_back(text.as_string());
    expressions.push_back(parse(texts.back(), vocabulary));
  }
  const auto count = static_cast<double>(texts.size());

  ropewalk::json::object answer;
  answer["evaluate"] = time(seconds,
                            [&] {
                              for (const Expression& expression : expressions) {
                                truthy += evaluate(expression, scope).is_truthy() ? 1 : 0;
                              }
                            }) /
                       count;
  answer["parse_and_evaluate"] = time(seconds,
                                      [&] {
                                        for (const std::string& text : texts) {
                                          truthy += evaluate(parse(text, vocabulary), scope).is_truthy() ? 1 : 0;
                                        }
                                      }) /
                                 count;
  ropewalk::json::object growth;
  for (const int terms : {5, 50, 500}) {
    const std::string text = chain(terms);
    growth[std::to_string(terms)] =
        time(seconds / 3, [&] { truthy += evaluate(parse(text, vocabulary), scope).is_truthy() ? 1 : 0; });
  }
  answer["chain"] = std::move(growth);
  answer["truthy"] = truthy > 0;
  std::printf("%s\n", ropewalk::to_json_text(answer).c_str());
  return 0;
}
