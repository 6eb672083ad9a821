#include "expr/context_table.h"

#include <gtest/gtest.h>

namespace ropewalk::expr {
namespace {

class Outer final : public ContextTable<Outer> {
 public:
  static std::span<const ContextRow<Outer>> contexts() {
    static constexpr ContextRow<Outer> kRows[] = {{"a", [](const Outer&) { return Value("outer a"); }},
                                                  {"b", [](const Outer&) { return Value("outer b"); }}};
    return kRows;
  }
  [[nodiscard]] tl::expected<Value, std::string> call(std::string_view name,
                                                      std::span<const Value> /*arguments*/) const override {
    if (auto answer = call_status_function(name, {.success = false, .failure = true})) {
      return *std::move(answer);
    }
    return unknown_function(name);
  }
};

class Inner final : public ContextTable<Inner> {
 public:
  Inner(const Scope* around, Value a) : ContextTable(around), a_(std::move(a)) {}
  static std::span<const ContextRow<Inner>> contexts() {
    static constexpr ContextRow<Inner> kRows[] = {{"a", [](const Inner& scope) { return scope.a_; }}};
    return kRows;
  }

 private:
  Value a_;
};

TEST(ContextTable, FindsContextsInAnyCase) {
  EXPECT_EQ(Outer().named_value("A").to_text(), "outer a");
  EXPECT_TRUE(Outer().named_value("ab").is_null());
}

TEST(ContextTable, HidesTheContextsAroundItThatItHasItself) {
  const Outer outer;
  const Inner inner(&outer, Value());
  EXPECT_TRUE(inner.named_value("a").is_null());
  EXPECT_EQ(inner.named_value("b").to_text(), "outer b");
}

TEST(ContextTable, AsksTheScopeAroundItForFunctions) {
  const Outer outer;
  EXPECT_TRUE(Inner(&outer, Value()).call("failure", {})->is_truthy());
  EXPECT_FALSE(Inner(&outer, Value()).call("success", {})->is_truthy());
  EXPECT_EQ(Inner(nullptr, Value()).call("failure", {}).error(), "Unrecognized function: 'failure'");
}

TEST(StatusFunctions, AreFour) {
  for (const FunctionSignature& function : kStatusFunctions) {
    EXPECT_TRUE(call_status_function(function.name, {}).has_value()) << function.name;
  }
  EXPECT_FALSE(call_status_function("hashfiles", {}).has_value());
}

}  // namespace
}  // namespace ropewalk::expr
