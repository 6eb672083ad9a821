#include "scan/secrets/rules/default_rules.h"

#include <gmock/gmock.h>

#include "scan/embedded.h"
#include "scan/secrets/match/anchors.h"

namespace ropewalk::scan {
namespace {

TEST(DefaultRules, EachFileIsARuleOfItsNameWithAPageAndAnExpressionThatCompiles) {
  for (const Embedded& file : secret_rule_files()) {
    const auto rule = read_rule_file(file.text, file.path);
    ASSERT_TRUE(rule) << rule.error().message;
    EXPECT_EQ(rule->id + ".md", file.path);
    EXPECT_FALSE(rule_page(rule->id).empty()) << rule->id;
    const auto compiled = Pattern::compile(rule->regex->expression());
    ASSERT_TRUE(compiled) << rule->id << ": " << compiled.error().message;
    EXPECT_GE(compiled->group_count(), 1U) << rule->id;
  }
}

TEST(DefaultRules, AFieldThatIsNotKnownIsSaid) {
  EXPECT_FALSE(read_rule_file("rule: x\ntitle: X\nseverty: high\nmatch: x\nrevoke: y\n---\n", "x.md"));
}

}  // namespace
}  // namespace ropewalk::scan
