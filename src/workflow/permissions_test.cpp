// Levels, and what goes beyond what is allowed.
#include "workflow/permissions.h"

#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

Permissions permissions(const std::string& value, const Dialect& dialect = {}) {
  const auto result = read_for_test("on: push\npermissions: " + value + "\njobs: {a: {runs-on: x}}\n");
  EXPECT_TRUE(result.errors.empty());
  return read_permissions(*result.workflow->permissions, dialect);
}

TEST(Permissions, WhatIsNotNamedIsNone) {
  const Permissions some = permissions("{contents: read, actions: write}");
  EXPECT_EQ(some.level("contents"), PermissionLevel::kRead);
  EXPECT_EQ(some.level("actions"), PermissionLevel::kWrite);
  EXPECT_EQ(some.level("issues"), PermissionLevel::kNone);
  EXPECT_EQ(some.level("nonsense"), PermissionLevel::kNone);
  EXPECT_EQ(permissions("{}"), Permissions());
}

TEST(Permissions, ModelsAreNeverWritten) {
  const Permissions all = permissions("write-all");
  EXPECT_EQ(all.level("contents"), PermissionLevel::kWrite);
  EXPECT_EQ(all.level("models"), PermissionLevel::kRead);
  EXPECT_EQ(all.level("vulnerability-alerts"), PermissionLevel::kRead);
  EXPECT_EQ(permissions("read-all").level("id-token"), PermissionLevel::kRead);
}

TEST(Permissions, TheTestDataKnowsThirteenOfThem) {
  const Permissions all = permissions("write-all", kTestDataDialect);
  int count = 0;
  for (const PermissionLevel level : all.levels) {
    count += level == PermissionLevel::kNone ? 0 : 1;
  }
  EXPECT_EQ(count, 13);
}

TEST(Permissions, TheDefaultDependsOnPolicyAndTrust) {
  const Permissions limited = default_permissions(PermissionsPolicy::kLimitedRead, true);
  EXPECT_EQ(limited.level("contents"), PermissionLevel::kRead);
  EXPECT_EQ(limited.level("issues"), PermissionLevel::kNone);
  EXPECT_EQ(default_permissions(PermissionsPolicy::kWrite, true).level("id-token"), PermissionLevel::kWrite);
  EXPECT_EQ(default_permissions(PermissionsPolicy::kWrite, false).level("id-token"), PermissionLevel::kNone);
}

TEST(Permissions, ExcessListsWhatIsTooMuch) {
  EXPECT_FALSE(excess(permissions("{contents: read}"), permissions("read-all")));
  const auto found = excess(permissions("{contents: write, issues: read}"), permissions("{contents: read}"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->requested, "contents: write, issues: read");
  EXPECT_EQ(found->allowed, "contents: read, issues: none");
}

}  // namespace
}  // namespace ropewalk::workflow
