// Trees with expressions become values.
#include <gtest/gtest.h>

#include "expr/value.h"
#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

/// Knows `vars.list` [1, 2], `vars.map` {A: 1}, `vars.word` 'w'.
class VarsScope : public expr::Scope {
 public:
  [[nodiscard]] expr::Value named_value(std::string_view name) const override {
    if (name != "vars") {
      return {};
    }
    expr::Object map;
    map.set("A", expr::Value(1.0));
    expr::Object vars;
    vars.set("list", expr::Value(expr::Array{expr::Value(1.0), expr::Value(2.0)}));
    vars.set("map", expr::Value(std::move(map)));
    vars.set("word", expr::Value("w"));
    return expr::Value(std::move(vars));
  }
  [[nodiscard]] tl::expected<expr::Value, std::string> call(std::string_view,
                                                            std::span<const expr::Value>) const override {
    return tl::unexpected<std::string>("no function");
  }
};

struct Evaluated {
  ReadWorkflowResult read;
  tl::expected<expr::Value, EvaluatedError> result;

  explicit Evaluated(const std::string& matrix)
      : read(read_for_test("on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix: " + matrix + "\n")),
        result(evaluate(*read.workflow->jobs[0].strategy->find("matrix"), VarsScope())) {}

  [[nodiscard]] const expr::Value& at(std::string_view key) const { return *result->object().find(key); }
};

TEST(Evaluate, LiteralsKeepTheirKind) {
  const Evaluated evaluated("{a: [1, x, true, null, {b: [c]}]}");
  const expr::Array& items = evaluated.at("a").array();
  EXPECT_EQ(items[0].number(), 1);
  EXPECT_EQ(items[1].text(), "x");
  EXPECT_TRUE(items[2].boolean());
  EXPECT_TRUE(items[3].is_null());
  EXPECT_EQ(items[4].object().find("b")->array()[0].text(), "c");
}

TEST(Evaluate, AnItemThatIsAnArrayAddsItsItems) {
  const Evaluated evaluated("{a: [0, '${{ vars.list }}', '${{ vars.word }}', [3]]}");
  const expr::Array& items = evaluated.at("a").array();
  ASSERT_EQ(items.size(), 5U);
  EXPECT_EQ(items[2].number(), 2);
  EXPECT_EQ(items[3].text(), "w");
  EXPECT_EQ(items[4].array().size(), 1U);
}

TEST(Evaluate, AnExpressionMayBeTheWholeValue) {
  EXPECT_EQ(Evaluated("{a: '${{ vars.list }}'}").at("a").array().size(), 2U);
  EXPECT_EQ(Evaluated("{include: [{a: 'x-${{ vars.word }}'}]}").at("include").array()[0].object().find("a")->text(),
            "x-w");
}

TEST(Evaluate, KeysMayBeExpressions) {
  const Evaluated evaluated("{'${{ vars.word }}': [1]}");
  EXPECT_EQ(evaluated.at("w").array().size(), 1U);
  const Evaluated wrong("{'${{ vars.list }}': [1]}");
  EXPECT_EQ(wrong.result.error().message, "Expected a string");
}

TEST(Evaluate, InsertAddsMembers) {
  const Evaluated evaluated("{x: [{'${{ insert }}': '${{ vars.map }}', B: 2}]}");
  const expr::Object& object = evaluated.at("x").array()[0].object();
  EXPECT_EQ(object.find("a")->number(), 1);
  EXPECT_EQ(object.find("B")->number(), 2);
  EXPECT_EQ(Evaluated("{x: [{'${{ insert }}': '${{ vars.word }}'}]}").result.error().message, "Expected a mapping");
}

TEST(Evaluate, KeysMayNotMeet) {
  const Evaluated evaluated("{x: [{A: 0, '${{ insert }}': '${{ vars.map }}'}]}");
  ASSERT_FALSE(evaluated.result);
  EXPECT_EQ(evaluated.result.error().message, "'A' is already defined");
}

TEST(Evaluate, ErrorsNameTheirPlace) {
  const Evaluated evaluated("{a: ['${{ fromJSON(vars.word) }}']}");
  ASSERT_FALSE(evaluated.result);
  const SourceFile& file = *evaluated.read.workflow->file;
  EXPECT_EQ(file.locate(evaluated.result.error().span.begin), (LineColumn{6, 20}));
}

}  // namespace
}  // namespace ropewalk::workflow
