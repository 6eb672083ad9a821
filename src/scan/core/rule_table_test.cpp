#include "scan/core/rule_table.h"

#include <gtest/gtest.h>

#include <set>

#include "scan/core/finding.h"

namespace ropewalk::scan {
namespace {

TEST(RuleTable, HasEachRuleOnceWithAllThatAPageNeeds) {
  std::set<std::string_view> ids;
  for (const RuleRow& row : rule_table()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(severity_named(row.severity).has_value()) << row.id;
    EXPECT_FALSE(row.title.empty() || row.why.empty() || row.fix.empty()) << row.id;
  }
  EXPECT_GT(ids.size(), 80U);
}

TEST(RuleTable, KnowsARuleByTheNamesOfOtherTools) {
  const auto page = rule_table_page("dl3007");
  ASSERT_TRUE(page.has_value());
  EXPECT_NE(page->find("dockerfile-latest-base"), std::string::npos);
  EXPECT_EQ(rule_table_page("DL4004"), rule_table_page("dockerfile-several-entrypoint"));
  EXPECT_EQ(rule_table_page("no-such-rule"), std::nullopt);
}

}  // namespace
}  // namespace ropewalk::scan
